import { mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { bundling } from '../../lib/service-function.ts';

export const root = join(import.meta.dirname, '..', '..');

/** As the stacks deploy them. */
const deployed: BuildOptions = { ...bundling, bundle: true, platform: 'node', logLevel: 'error' };

/**
 * As CDK's NodejsFunction bundles for Node.js 24 when it is told nothing: the SDK is left to the runtime, nothing is minified
 * (docs.aws.amazon.com/cdk/api/v2/docs/aws-cdk-lib.aws_lambda_nodejs-readme.html).
 */
const cdkDefaults: BuildOptions = {
  bundle: true,
  platform: 'node',
  format: 'cjs',
  target: 'node24',
  external: ['@aws-sdk/*', '@smithy/*'],
  logLevel: 'error',
};

/** As the SDK is bundled plainly: whole, and from its ES modules. Ours also leaves out what a Lambda function never loads of it. */
const plain: BuildOptions = { ...deployed, external: [] };

/** Programs of the benchmark that run beside a bundle: as CommonJS without imports, they load nothing but the bundle. */
const programs: BuildOptions = { ...deployed, minify: false };

export interface Bundles {
  /** The entry points in lambdas/handlers/, by name, with the bytes of their bundles. */
  sizes: ReadonlyMap<string, number>;
  /** The folder with the functions as deployed. */
  deployed: string;
  /** The folder with the functions as CDK's defaults bundle them; the SDK is found above it, as the runtime's is. */
  cdkDefaults: string;
  floor: string;
  floorBytes: number;
  /** By the way in which the SDK is bundled. */
  sdkAuthorizers: Record<'plain' | 'trimmed', { path: string; bytes: number }>;
  coldRunner: string;
  warmRunner: string;
  tableClient: string;
}

/** @param folder for what is built */
export function buildBundles(folder: string): Bundles {
  const lambdas = join(root, 'lambdas', 'handlers');
  const entries = readdirSync(lambdas).filter((name) => name.endsWith('.ts'));
  const entryPoints = entries.map((name) => join(lambdas, name));
  const folders = { deployed: join(folder, 'deployed'), cdkDefaults: join(folder, 'cdk-defaults') };
  for (const path of Object.values(folders)) mkdirSync(path);
  buildSync({ ...deployed, entryPoints, outdir: folders.deployed });
  buildSync({ ...cdkDefaults, entryPoints, outdir: folders.cdkDefaults });
  symlinkSync(join(root, 'node_modules'), join(folders.cdkDefaults, 'node_modules'));

  const build = (source: string, options: BuildOptions, name = basename(source, '.ts')) => {
    const outfile = join(folder, `${name}.js`);
    buildSync({ ...options, entryPoints: [join(root, 'bench', source)], outfile });
    return outfile;
  };
  const floor = build('subjects/floor.ts', deployed);
  const buildSdkAuthorizer = (name: string, options: BuildOptions) => {
    const path = build('subjects/sdk-authorizer.ts', options, `sdk-authorizer-${name}`);
    return { path, bytes: statSync(path).size };
  };
  const names = entries.map((name) => basename(name, '.ts'));
  return {
    ...folders,
    sizes: new Map(names.map((name) => [name, statSync(join(folders.deployed, `${name}.js`)).size])),
    floor,
    floorBytes: statSync(floor).size,
    sdkAuthorizers: {
      plain: buildSdkAuthorizer('plain', plain),
      trimmed: buildSdkAuthorizer('trimmed', deployed),
    },
    coldRunner: build('programs/cold-runner.ts', programs),
    warmRunner: build('programs/warm-runner.ts', programs),
    tableClient: build('programs/table-client.ts', programs),
  };
}
