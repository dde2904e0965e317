import { mkdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import chromium from '@sparticuz/chromium';
import { type Browser, chromium as playwright } from 'playwright-core';
import { root } from '../../../../test/support/engine-assembly.ts';

/** How long unpacking may take before its lock counts as left behind. */
const lockLifeMs = 60_000;

/** Chromium from npm, which needs no package of the system. */
export async function launchChromium(): Promise<Browser> {
  const executablePath = await unpackOnce();
  // Its own arguments are made for functions: one process, which is slow here, and no protection between sites.
  const unwanted = /single-process|no-zygote|web-security|isolat|in-process/;
  return playwright.launch({ executablePath, args: chromium.args.filter((arg) => !unwanted.test(arg)) });
}

// The package unpacks the browser on first use; test files that run side by side must not get half of it.
async function unpackOnce(): Promise<string> {
  const lock = join(root, '.cache', 'chromium.lock');
  await mkdir(join(root, '.cache'), { recursive: true });
  while (!(await take(lock))) await wait(100);
  try {
    return await chromium.executablePath();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  try {
    await mkdir(lock);
    return true;
  } catch {
    const { mtimeMs } = await stat(lock).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > lockLifeMs) await rm(lock, { recursive: true, force: true });
    return false;
  }
}
