import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

const root = join(import.meta.dirname, '..', '..', '..');
const fixtures = join(import.meta.dirname, '..', 'fixtures');

/** A folder that goes when the test file ends. To be called outside of tests and hooks. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-'));
  afterAll(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/**
 * Synthesizes an app of `engine/test/fixtures`, unless that has been done since it was last changed: it takes seconds. It runs
 * in a process of its own, where the CDK loads several times faster than within jest.
 * @returns the assembly's folder
 */
export async function synthesize(fixture: string): Promise<string> {
  const target = join(root, '.cache', 'fixtures', `${fixture}-${hashFixtures()}`);
  if (existsSync(target)) return target;
  await mkdir(join(root, '.cache', 'fixtures'), { recursive: true });
  // Several test files may do this at once: the first that is done wins.
  const unfinished = `${target}.${process.pid}.tmp`;
  await promisify(execFile)(process.execPath, [join(fixtures, `${fixture}.ts`), unfinished]);
  if (existsSync(target)) await rm(unfinished, { recursive: true });
  else await rename(unfinished, target);
  return target;
}

function hashFixtures(): string {
  const hash = createHash('sha256');
  const files = readdirSync(fixtures).map((name) => join(fixtures, name));
  for (const file of [...files, join(root, 'package-lock.json')]) hash.update(readFileSync(file));
  return hash.digest('hex').slice(0, 16);
}
