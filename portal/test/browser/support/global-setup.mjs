import setUpShared from '../../../../test/support/shared/global-setup.mjs';
import { startChromium } from './chromium.ts';

/** Adds a browser to what test files share. */
export default async function setUp() {
  await setUpShared();
  globalThis.sharedServer.offer({
    // For each of jest's workers, as pages of one browser share its clipboard.
    chromium: async (_worker, server) => {
      const browser = await startChromium();
      server.onClose(() => browser.close());
      return browser.wsEndpoint();
    },
  });
}
