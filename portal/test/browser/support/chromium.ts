import chromium from '@sparticuz/chromium';
import { type Browser, type BrowserServer, chromium as playwright } from 'playwright-core';
import { shared } from '../../../../test/support/shared/shared.ts';

/**
 * Chromium from npm, which needs no package of the system. It is built for Linux on x64; elsewhere, the installed
 * Chrome.
 */
export async function startChromium(): Promise<BrowserServer> {
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    return playwright.launchServer({ channel: 'chrome' });
  }
  // The package unpacks the browser on first use.
  const executablePath = await chromium.executablePath();
  // Its own arguments are made for functions: one process, which is slow here, no protection between sites, and
  // a graphics card played by the processor, which pages without 3D have no use for.
  const unwanted = /single-process|no-zygote|web-security|isolat|in-process|use-gl|use-angle|swiftshader/;
  return playwright.launchServer({
    executablePath,
    args: [...chromium.args.filter((arg) => !unwanted.test(arg)), '--disable-gpu'],
  });
}

/** The browser of this worker, which its test files share. */
export async function connectToChromium(): Promise<Browser> {
  return playwright.connect(await shared<string>('chromium', process.env.JEST_WORKER_ID));
}
