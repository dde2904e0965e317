import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** What synthesis reads. A change in any of these makes a new assembly. */
const inputs = [
  'bin',
  'lib',
  'lambdas',
  'portal',
  'cdk.json',
  'cdk.context.json',
  'package-lock.json',
  'tsconfig.json',
];

/**
 * A name for what synthesis will write.
 * @param root the repository
 * @param context settings given on the command line
 */
export function hashInputs(root: string, context: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of [process.version, ...context]) hash.update(`${text}\0`);
  for (const file of inputs.flatMap((name) => filesUnder(root, name))) {
    hash
      .update(`${file}\0`)
      .update(readFileSync(join(root, file)))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 20);
}

function filesUnder(root: string, name: string): string[] {
  const path = join(root, name);
  if (!existsSync(path)) return [];
  if (statSync(path).isFile()) return [name];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !['node_modules', 'dist', 'test'].includes(entry.name))
    .toSorted((left, right) => (left.name < right.name ? -1 : 1))
    .flatMap((entry) => filesUnder(root, join(name, entry.name)));
}
