import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { buildOnce, hashFiles } from '../../src/synthesis/build-cache.ts';

const root = join(import.meta.dirname, '..', '..', '..');

/**
 * Synthesizes an app of `engine/test/fixtures`, unless it has not changed since the last time: it takes
 * seconds. This runs in a process of its own, where the CDK loads several times faster than in jest.
 * @returns the assembly's folder
 */
export function synthesize(fixture: string): Promise<string> {
  const hash = hashFiles(root, ['engine/test/fixtures', 'package-lock.json']);
  return buildOnce({
    folder: join(root, '.cache', 'fixtures', fixture),
    name: hash,
    kept: 2,
    build: async (output) => {
      await promisify(execFile)(process.execPath, [
        join(import.meta.dirname, '..', 'fixtures', `${fixture}.ts`),
        output,
      ]);
    },
  });
}
