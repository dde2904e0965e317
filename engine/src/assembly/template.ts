import { IntrinsicResolver } from './intrinsics.ts';
import { isObject, type Json, type JsonObject, scalarText } from './json.ts';
import { attribute, namePropertyByType, physicalName, reference } from './physical-names.ts';

/** What the resources of a template can use from outside it. */
export interface TemplateScope {
  /** @throws when no stack exports that name */
  importValue(name: string): Json;
  /** Turns addresses in AWS into local ones. */
  localize(text: string): string;
}

/** One stack's template. */
export class Template {
  readonly stack: string;
  readonly resources: readonly Resource[];
  readonly document: JsonObject;
  readonly #byLogicalId: Map<string, Resource>;
  readonly #resolver: IntrinsicResolver;

  constructor(stack: string, document: JsonObject, scope: TemplateScope) {
    this.stack = stack;
    this.document = document;
    this.#resolver = new IntrinsicResolver({
      stack,
      document,
      find: (logicalId) => this.find(logicalId),
      importValue: (name) => scope.importValue(name),
    });
    const entries = isObject(document.Resources) ? Object.entries(document.Resources) : [];
    this.resources = entries
      .filter((entry): entry is [string, JsonObject] => isObject(entry[1]))
      .map(([logicalId, body]) => new Resource(this, logicalId, body, this.#resolver, scope));
    this.#byLogicalId = new Map(this.resources.map((resource) => [resource.logicalId, resource]));
  }

  find(logicalId: string): Resource | undefined {
    return this.#byLogicalId.get(logicalId);
  }

  /** The value of an expression from anywhere in this template. */
  resolve(value: Json): Json {
    return this.#resolver.resolve(value) ?? null;
  }
}

/**
 * One resource of a template. Properties are resolved when they are read, so that an unknown resource type
 * never keeps the engine from starting.
 */
export class Resource {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly #properties: JsonObject;
  readonly #condition: string | undefined;
  readonly #resolver: IntrinsicResolver;
  readonly #scope: TemplateScope;

  constructor(
    template: Template,
    logicalId: string,
    body: JsonObject,
    resolver: IntrinsicResolver,
    scope: TemplateScope,
  ) {
    this.stack = template.stack;
    this.logicalId = logicalId;
    this.type = scalarText(body.Type) ?? '';
    this.#properties = isObject(body.Properties) ? body.Properties : {};
    this.#condition = scalarText(body.Condition);
    this.#resolver = resolver;
    this.#scope = scope;
  }

  /** Whether the template's conditions allow this resource. */
  get exists(): boolean {
    return this.#condition === undefined || this.#resolver.condition(this.#condition);
  }

  get name(): string | undefined {
    const property = namePropertyByType[this.type];
    return property === undefined ? undefined : this.optionalText(property);
  }

  /** The name in AWS, by which the resources of an assembly refer to each other. */
  get physicalName(): string {
    return physicalName(this);
  }

  /** What `Ref` gives. */
  get reference(): string {
    return reference(this);
  }

  /** What `Fn::GetAtt` gives. @throws naming resource and attribute when the engine doesn't know it */
  attribute(name: string): string {
    const value = attribute(this, name, this.#properties);
    if (value === undefined) {
      throw new Error(
        `${this.path}: the local engine knows no value for the attribute ${name} of ${this.type}`,
      );
    }
    return value;
  }

  get path(): string {
    return `${this.stack}/${this.logicalId}`;
  }

  /**
   * The value of a property, resolved and with local addresses; undefined when it is absent.
   * @param path names from the outermost, such as `Code.S3Key`
   */
  value(path: string): Json | undefined {
    let node: Json | undefined = this.#properties;
    for (const key of path.split('.')) {
      const outer: Json = node ?? null;
      const holder: Json | undefined = this.#at(path, () => this.#resolver.shallow(outer));
      node = isObject(holder) ? holder[key] : undefined;
    }
    if (node === undefined) return undefined;
    const found = node;
    return localized(
      this.#at(path, () => this.#resolver.resolve(found)),
      this.#scope,
    );
  }

  optionalText(path: string): string | undefined {
    return scalarText(this.value(path));
  }

  /** @throws naming resource and property when it is absent or not a scalar */
  text(path: string): string {
    const text = this.optionalText(path);
    if (text === undefined) throw new Error(`${this.path}: ${this.type} needs a value for ${path}`);
    return text;
  }

  number(path: string): number | undefined {
    const text = this.optionalText(path);
    return text === undefined ? undefined : Number(text);
  }

  /** The value of a list; empty when it is absent. */
  list(path: string): Json[] {
    const value = this.value(path);
    return Array.isArray(value) ? value : [];
  }

  /** The value of a map; empty when it is absent. */
  object(path: string): JsonObject {
    const value = this.value(path);
    return isObject(value) ? value : {};
  }

  /** The texts of a list of scalars. */
  texts(path: string): string[] {
    return this.list(path).map((item) => scalarText(item) ?? JSON.stringify(item));
  }

  /** The texts of a map of scalars. */
  textMap(path: string): Record<string, string> {
    const entries = Object.entries(this.object(path));
    return Object.fromEntries(entries.map(([key, item]) => [key, scalarText(item) ?? JSON.stringify(item)]));
  }

  #at<T>(path: string, resolve: () => T): T {
    try {
      return resolve();
    } catch (error) {
      throw new Error(`${this.path}, ${path}: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
  }
}

function localized(value: Json | undefined, scope: TemplateScope): Json | undefined {
  if (typeof value === 'string') return scope.localize(value);
  if (Array.isArray(value)) return value.map((item) => localized(item, scope) ?? null);
  if (isObject(value)) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, localized(item, scope) ?? null]),
    );
  }
  return value;
}
