import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, statSync, symlinkSync } from 'node:fs';
import { basename, join } from 'node:path';
import { type BuildOptions, buildSync } from 'esbuild';
import { bundling } from '../../lib/handler-code.ts';

export const root = join(import.meta.dirname, '..', '..');

/** As the stacks bundle them. */
const deployed: BuildOptions = { ...bundling, bundle: true, platform: 'node', logLevel: 'error' };

/**
 * As CDK's NodejsFunction bundles for Node.js 24 by default: SDK from the runtime, not minified
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

/** The whole SDK, from its ES modules. Ours excludes the parts that a Lambda function never loads. */
const plain: BuildOptions = { ...deployed, external: [] };

/** Programs that load a bundle; as CommonJS without imports, they load nothing else. */
const programs: BuildOptions = { ...deployed, minify: false };

export interface Bundles {
  /** The size of each bundle in bytes, by the name of its entry point in lambdas/handlers/. */
  sizes: ReadonlyMap<string, number>;
  /** The folder of the functions as deployed. */
  deployed: string;
  /** The folder of the functions as bundled with CDK's defaults; it finds the SDK in node_modules. */
  cdkDefaults: string;
  floor: string;
  floorBytes: number;
  /** By how the SDK is bundled. */
  sdkAuthorizers: Record<'plain' | 'trimmed', { path: string; bytes: number }>;
  /** The authorizer of an earlier revision; null if none was asked for. */
  earlierAuthorizer: { path: string; bytes: number } | null;
  coldRunner: string;
  warmRunner: string;
  tableClient: string;
}

/** @param folder for the output @param against the revision of an earlier authorizer; null: none */
export function buildBundles(folder: string, against: string | null): Bundles {
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
    earlierAuthorizer: against === null ? null : buildEarlierAuthorizer(folder, against),
    coldRunner: build('programs/cold-runner.ts', programs),
    warmRunner: build('programs/warm-runner.ts', programs),
    tableClient: build('programs/table-client.ts', programs),
  };
}

/** Bundled as the present one is, with the packages that are installed now. */
function buildEarlierAuthorizer(folder: string, revision: string): { path: string; bytes: number } {
  const source = join(folder, 'earlier');
  mkdirSync(source);
  const files = execFileSync('git', ['archive', '--format=tar', revision, 'lambdas', 'package.json'], {
    cwd: root,
    maxBuffer: 100_000_000,
  });
  execFileSync('tar', ['-x', '-C', source], { input: files });
  symlinkSync(join(root, 'node_modules'), join(source, 'node_modules'));
  const path = join(folder, 'earlier-authorizer.js');
  buildSync({ ...deployed, entryPoints: [join(source, 'lambdas/handlers/authorizer.ts')], outfile: path });
  return { path, bytes: statSync(path).size };
}
