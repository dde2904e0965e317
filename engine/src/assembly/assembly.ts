import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject, type Json, parseObject, scalarText } from './json.ts';
import { type Resource, Template } from './template.ts';

/** A file asset: a folder, which is a zip archive in AWS, or a file. */
export interface Asset {
  readonly path: string;
  readonly isArchive: boolean;
}

/**
 * The output of `cdk synth`: the templates of all stacks, which refer to each other by their exports, and the
 * assets.
 */
export class Assembly {
  readonly templates: readonly Template[];
  readonly #assets = new Map<string, Asset>();
  readonly #replacements: [RegExp, string][] = [];

  /** @param folder such as `cdk.out` */
  constructor(folder: string) {
    this.templates = this.#load(folder);
  }

  /** The resources of a type that the templates' conditions allow. */
  resources(...types: string[]): Resource[] {
    return this.templates.flatMap((template) =>
      template.resources.filter((resource) => types.includes(resource.type) && resource.exists),
    );
  }

  /** The asset behind an object key such as `Code.S3Key`. @throws when no stack has it */
  asset(objectKey: string): Asset {
    const asset = this.#assets.get(objectKey);
    if (asset === undefined) throw new Error(`the assembly has no asset ${objectKey}`);
    return asset;
  }

  /** From now on, replaces what `pattern` matches in any resolved text. */
  addLocalAddress(pattern: RegExp, replacement: string): void {
    this.#replacements.push([pattern, replacement]);
  }

  /** The text with addresses in AWS turned into local ones. */
  localize(text: string): string {
    return this.#replacements.reduce(
      (result, [pattern, replacement]) => result.replace(pattern, () => replacement),
      text,
    );
  }

  #load(folder: string): Template[] {
    const manifest = parseObject(readFileSync(join(folder, 'manifest.json'), 'utf8'), 'manifest.json');
    const artifacts = isObject(manifest.artifacts) ? Object.entries(manifest.artifacts) : [];
    return artifacts.flatMap(([id, artifact]) => {
      const properties = isObject(artifact) && isObject(artifact.properties) ? artifact.properties : {};
      switch (isObject(artifact) ? artifact.type : undefined) {
        case 'aws:cloudformation:stack':
          return [this.#loadStack(folder, scalarText(properties.stackName) ?? id, properties.templateFile)];
        case 'cdk:asset-manifest':
          this.#loadAssets(folder, properties.file);
          return [];
        case 'cdk:cloud-assembly':
          return this.#load(join(folder, String(properties.directoryName)));
        default:
          return [];
      }
    });
  }

  #loadStack(folder: string, stack: string, templateFile: Json | undefined): Template {
    const file = String(templateFile);
    return new Template(stack, parseObject(readFileSync(join(folder, file), 'utf8'), file), {
      importValue: (name) => this.#importValue(name),
      localize: (text) => this.localize(text),
    });
  }

  #loadAssets(folder: string, manifestFile: Json | undefined): void {
    const file = String(manifestFile);
    const manifest = parseObject(readFileSync(join(folder, file), 'utf8'), file);
    for (const asset of Object.values(isObject(manifest.files) ? manifest.files : {})) {
      if (!isObject(asset) || !isObject(asset.source) || !isObject(asset.destinations)) continue;
      const path = join(folder, String(asset.source.path));
      for (const destination of Object.values(asset.destinations)) {
        if (!isObject(destination)) continue;
        this.#assets.set(String(destination.objectKey), {
          path,
          isArchive: asset.source.packaging === 'file',
        });
      }
    }
  }

  #importValue(name: string): Json {
    for (const template of this.templates) {
      const outputs = isObject(template.document.Outputs) ? Object.values(template.document.Outputs) : [];
      for (const output of outputs) {
        if (!isObject(output) || !isObject(output.Export) || output.Value === undefined) continue;
        if (template.resolve(output.Export.Name ?? null) === name) return template.resolve(output.Value);
      }
    }
    throw new Error(`no stack exports ${name}`);
  }
}
