import { brandStyleSheet } from '../../../lib/brand-style-sheet.ts';
import { bearer, type EngineClient, instant } from '../../../test/support/engine-client.ts';
import { type Facts, factsOfUse, listWithUse } from './support/listed-use.ts';
import { visitSharedEngine } from './support/shared-visits.ts';
import { Visitor, visit } from './support/visitor.ts';

let engine: EngineClient;
visitSharedEngine((shared) => {
  engine = shared;
});

visit(
  'says of each key whether it is needed: in columns, groups, filters, cards and the bulk bar',
  async (arrive) => {
    const now = await engine.now();
    const ago = (days: number) => instant(new Date(now.getTime() - days * 86_400_000));
    const used = (days: number) => ({ lastUsedAt: ago(days) });
    const facts: Readonly<Record<string, Facts>> = {
      Checkout: {
        ...used(0.1),
        expiresAt: ago(0.05),
        status: 'expired',
        lastRefusedAt: ago(0.01),
        use: factsOfUse('still_called', { refusedLast7Days: 312 }),
      },
      Export: {
        ...used(0.02),
        expiresAt: ago(-4.5),
        status: 'expiring',
        use: factsOfUse('in_use', { callsLast7Days: 956 }),
      },
      Relay: { ...used(0), use: factsOfUse('in_use', { callsLast7Days: 1204 }) },
      Dusty: { ...used(100), use: factsOfUse('quiet') },
      Gone: { ...used(30), expiresAt: ago(20), status: 'expired', use: factsOfUse('quiet') },
    };
    const visitor = await arrive(
      Visitor.signedIn(engine, {
        path: '/keys',
        prepare: async (holder) => {
          for (const name of Object.keys(facts)) await holder.createKey({ name });
        },
        before: (page) => listWithUse(page, now, (name) => facts[name]),
      }),
    );
    const { page } = visitor;
    const row = (name: string) => page.getByRole('row').filter({ has: page.getByRole('link', { name }) });
    await page.getByText('6 keys of 100. 1,025 calls in the last 30 days.').waitFor();
    expect(await page.locator('.group-row').allTextContents()).toEqual([
      'Needs attention 2',
      'Working 3',
      'Expired, no calls 1',
    ]);
    await row('Checkout').getByText('312 refused').waitFor();
    await page
      .getByRole('img', { name: 'Checkout: 205 calls in the last 30 days, and 312 refused' })
      .waitFor();
    await row('Export').getByText('956', { exact: true }).waitFor();
    await row('Relay').getByText('in the last few minutes').waitFor();
    await row('Default key').getByTitle('Calls of this key aren’t counted yet.').first().waitFor();
    expect(await row('Default key').getByRole('img').count()).toBe(0);
    const exactly = await row('Export').locator('time').last().locator('..').getAttribute('title');
    expect(exactly).toMatch(/^\d+ \w+ \d{4} at \d\d:\d\d UTC$/);

    await visitor.press('Last used');
    const names = () => page.getByRole('table').getByRole('link').allTextContents();
    await page.locator('[aria-sort=ascending]').waitFor();
    expect(await names()).toEqual(['Dusty', 'Gone', 'Checkout', 'Export', 'Relay', 'Default key']);
    await page.getByRole('radio', { name: 'Unused 1' }).check({ force: true });
    await page.getByText('1 key found').waitFor();
    expect(await names()).toEqual(['Dusty']);
    expect(page.url()).toBe(visitor.url('/keys?status=unused&sort=lastUsed&order=ascending'));
    await page.goto(visitor.url('/keys'));

    await page.getByLabel('Select Checkout').check();
    await page.getByLabel('Select Export').check();
    const bar = page.getByRole('region', { name: 'Selected keys' });
    expect(await bar.getByRole('status').textContent()).toBe(
      '2 selected1 of them in use1 expired and still called',
    );
    await visitor.press('Clear selection');

    await page.setViewportSize({ width: 360, height: 800 });
    const card = (name: string) =>
      page.getByRole('listitem').filter({ has: page.getByRole('link', { name }) });
    await card('Checkout')
      .getByText('Expired and still called: 312 calls refused in the last 7 days.')
      .waitFor();
    await card('Dusty')
      .getByText(/^Not used since /)
      .waitFor();
    expect(await card('Gone').getByRole('button').allTextContents()).toEqual(['']);
  },
);

visit(
  'fits 100 keys of any name into any page, mirrored too, and shows them in any brand',
  async (arrive) => {
    const now = await engine.now();
    const names = ['W'.repeat(80), 'מפתח הגיבוי '.repeat(6), '鍵'.repeat(80)];
    const expiresAt = instant(new Date(now.getTime() - 86_400_000));
    const use = factsOfUse('still_called', { refusedLast7Days: 1_234_567 });
    const refused = { expiresAt, status: 'expired', lastUsedAt: expiresAt, lastRefusedAt: expiresAt, use };
    const visitor = await arrive(
      Visitor.signedIn(engine, {
        path: '/keys',
        prepare: async (holder) => {
          for (const name of names) await holder.createKey({ name: name.slice(0, 80), description: name });
        },
        before: async (page) => {
          await listWithUse(page, now, () => refused, { times: 25 });
          await page.route('**/brand.css', (route) =>
            route.fulfill({ contentType: 'text/css', body: brandStyleSheet('#ffff00') }),
          );
        },
      }),
    );
    const { page } = visitor;
    await page.getByText('100 keys of 100.').waitFor();
    await page.getByText('Page 1 of 4').waitFor();
    await page
      .getByLabel(/^Select W/)
      .first()
      .check();
    const faults: string[] = [];
    for (const direction of ['ltr', 'rtl']) {
      await page.evaluate((direction) => document.documentElement.setAttribute('dir', direction), direction);
      for (const width of [360, 768, 1024, 1600]) {
        await page.setViewportSize({ width, height: 800 });
        await page
          .locator(width < 896 ? '.key-card' : '.key-row')
          .first()
          .waitFor();
        const overflow = await visitor.overflow();
        if (overflow > 0) faults.push(`${overflow} pixels too wide at ${width}, ${direction}`);
      }
    }
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme });
      faults.push(
        ...(await visitor.accessibilityFaults(['color-contrast'])).map((fault) => `${colorScheme}: ${fault}`),
      );
    }
    expect(faults).toEqual([]);
  },
);

visit(
  'points out the row that has changed, goes on to the next after a delete, and takes single keys',
  async (arrive) => {
    const visitor = await arrive(
      Visitor.signedIn(engine, {
        path: '/keys',
        reducedMotion: 'no-preference',
        prepare: async (holder) => {
          await holder.createKey({ name: 'Third' });
          // In use, so that its deletion takes its name.
          const { token } = await holder.createKey({ name: 'Second' });
          await engine.whoami(bearer(token));
          await engine.deliverLogs();
          await holder.createKey({ name: 'First' });
        },
      }),
    );
    const { page } = visitor;
    const flashed = await page.evaluateHandle(() => {
      const names: (string | null | undefined)[] = [];
      document.addEventListener('animationstart', ({ animationName, target }) => {
        if (animationName === 'point-out' && target instanceof HTMLTableCellElement && target.scope === 'row')
          names.push(target.querySelector('a')?.textContent);
      });
      return names;
    });
    const focusedText = () => page.evaluate(() => document.activeElement?.textContent);
    const link = (name: string) => page.getByRole('link', { name });
    await link('First').waitFor();
    await page.keyboard.press('/');
    await page.waitForFunction(() => document.activeElement?.matches('[type=search]'));
    await link('Second').focus();
    await page.keyboard.press('e');
    await visitor.dialog.getByLabel('Description').fill('Changed');
    await visitor.pressInDialog('Save changes');
    await visitor.closed();
    await page.getByText('Changed', { exact: true }).waitFor();
    await page.waitForFunction((names) => names.length > 0, flashed);
    expect(await flashed.jsonValue()).toEqual(['Second']);
    // A dialog that fades in has other colours, and axe would find them.
    await page.emulateMedia({ reducedMotion: 'reduce' });

    await visitor.press('More actions for First');
    await page.waitForFunction(() => document.activeElement?.matches('[role=menuitem]'));
    await page.keyboard.press('e');
    await visitor.dialog.getByRole('heading', { name: 'Edit “First”' }).waitFor();
    await page.keyboard.press('Escape');
    await visitor.closed();

    await visitor.choose('Second', 'Delete…');
    await visitor.dialog.getByRole('textbox').fill('Second');
    await visitor.pressInDialog('Delete permanently');
    await visitor.closed();
    await page.waitForFunction(() => document.activeElement?.matches('.key-row a'));
    expect(await focusedText()).toBe('Third');

    await page.keyboard.press('?');
    await visitor.dialog.getByRole('heading', { name: 'Keyboard shortcuts' }).waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    await visitor.dialog.getByLabel('Single-key shortcuts').uncheck();
    await page.keyboard.press('Escape');
    await visitor.closed();
    await page.waitForFunction(() => document.activeElement?.textContent === 'Third');
    for (const key of ['?', 'e', '/']) await page.keyboard.press(key);
    expect(await visitor.dialog.count()).toBe(0);
    expect(await focusedText()).toBe('Third');
  },
);
