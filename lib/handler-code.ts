import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { AssetHashType, DockerImage } from 'aws-cdk-lib';
import { Code } from 'aws-cdk-lib/aws-lambda';
import { type BuildOptions, buildSync } from 'esbuild';

const root = fileURLToPath(new URL('..', import.meta.url));

/**
 * Parts of the SDK that are loaded lazily to find credentials in places that a Lambda function does not have.
 * Leaving them out makes a bundle a third smaller.
 */
const unusedCredentialSources = [
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-login',
  '@smithy/credential-provider-imds',
];

/**
 * How functions are bundled, as esbuild options; tests hold the resulting bundles to their size limits.
 * The condition `rendered` picks the generated OpenAPI document rather than the code that generates it
 * (`imports` in package.json); esbuild adds `module` only if no condition is given.
 */
export const bundling = {
  format: 'cjs',
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  conditions: ['module', 'rendered'],
  external: unusedCredentialSources,
} satisfies BuildOptions;

/**
 * A function's code: its handler and all that it imports, in one file. esbuild runs in this process, as
 * NodejsFunction would start npx for each function.
 * @param entry a file in lambdas/handlers/, without its extension
 */
export function bundleHandler(entry: string): Code {
  return Code.fromAsset(join(root, 'lambdas'), {
    assetHashType: AssetHashType.OUTPUT,
    bundling: {
      // Never started. What tells one bundle from the other is the command.
      image: DockerImage.fromRegistry('esbuild'),
      command: [entry],
      local: {
        tryBundle: (folder) => {
          buildSync({
            ...bundling,
            absWorkingDir: root,
            entryPoints: [join('lambdas', 'handlers', `${entry}.ts`)],
            outfile: join(folder, 'index.js'),
            bundle: true,
            platform: 'node',
            logLevel: 'warning',
          });
          return true;
        },
      },
    },
  });
}
