import { hashFiles } from './build-cache.ts';

/** What synthesis reads. A change in any of these needs a new assembly. */
const inputs = [
  'bin',
  'lib',
  'lambdas',
  'portal',
  'cdk.json',
  'cdk.context.json',
  'stages',
  'package-lock.json',
  'tsconfig.json',
];

/**
 * A hash of everything that the output of `cdk synth` depends on.
 * @param root the repository
 * @param context settings from the command line
 */
export function hashInputs(root: string, context: readonly string[]): string {
  return hashFiles(root, inputs, {
    skipped: ['node_modules', 'dist', 'test'],
    texts: [process.version, ...context],
  });
}
