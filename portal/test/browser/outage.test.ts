import type { Page } from 'playwright-core';
import { bearer, type EngineClient } from '../../../test/support/engine-client.ts';
import { visitSharedEngine } from './support/shared-visits.ts';
import { Visitor, visit } from './support/visitor.ts';

let engine: EngineClient;
visitSharedEngine((shared) => {
  engine = shared;
});

const day = 86_400;

visit(
  'takes one click from the link of an email to a restored key, in a browser that is signed in',
  async (arrive) => {
    const visitor = await arrive(Visitor.signedIn(engine));
    const { holder } = visitor;
    const key = await holder.createKey({ name: 'Production' });
    await holder.call('POST', `/api/v1/keys/${key.accessKey}/expire`);
    expect((await engine.whoami(bearer(key.token))).status).toBe(401);
    await engine.deliverLogs();

    // A mail program opens the link in a new tab, which nobody has signed in.
    const start = performance.now();
    const page = await visitor.page.context().newPage();
    // What is asked for each minute comes once.
    let isAsked = false;
    await page.route('**/usage?*', (route) => {
      if (isAsked) return undefined;
      isAsked = true;
      return route.continue();
    });
    await page.goto(visitor.url(`/keys/${key.accessKey}?extend`));
    await page.getByRole('heading', { name: 'Restore “Production”' }).waitFor();
    const shownMs = performance.now() - start;
    for (const time of ['In 30 days', 'In 90 days', 'In 1 year']) await page.getByText(time).waitFor();
    const verdict = page.locator('.verdict').getByText('Expired and still called: 1 call refused');
    await verdict.waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Restore', exact: true }).click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    console.log(
      `From an email's link: dialog after ${shownMs.toFixed(0)} ms, works after ${(performance.now() - start).toFixed(0)} ms and one click`,
    );
    expect((await engine.whoami(bearer(key.token))).status).toBe(200);
    // A verdict that was true a moment ago goes at once.
    await verdict.waitFor({ state: 'detached' });
    await page.unroute('**/usage?*');

    // The same link once more: there is nothing to do.
    await page.goto(visitor.url(`/keys/${key.accessKey}?extend`));
    await page.getByText(/“Production” already works through/).waitFor();
    expect(page.url()).toBe(visitor.url(`/keys/${key.accessKey}`));
    await page.close();
  },
);

visit('ends an outage by keyboard only, from the link of an email and from the Dashboard', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine, { path: '/settings' }));
  const { page, holder } = visitor;
  const fails = async (name: string) => {
    const key = await holder.createKey({ name });
    await holder.call('POST', `/api/v1/keys/${key.accessKey}/expire`);
    expect((await engine.whoami(bearer(key.token))).status).toBe(401);
    return key;
  };
  const works = async ({ token }: { token: string }) =>
    expect((await engine.whoami(bearer(token))).status).toBe(200);
  const isAtHeading = () => page.waitForFunction(() => document.activeElement?.matches('h1'));

  const mailed = await fails('Mailed');
  await engine.deliverLogs();
  await page.goto(visitor.url(`/keys/${mailed.accessKey}?extend`));
  await page.getByRole('heading', { name: 'Restore “Mailed”' }).waitFor();
  await visitor.dialog.getByText('Expired and still called: 1 call refused in the last 7 days.').waitFor();
  await page.waitForFunction(() => document.activeElement?.closest('[role=dialog]'));
  await visitor.tabTo('Restore');
  await page.keyboard.press('Enter');
  await visitor.closed();
  await works(mailed);
  // On with the keyboard from the page that is there, not from the browser's address line.
  await isAtHeading();

  const shown = await fails('Shown');
  await page.goto(visitor.url('/'));
  await page.getByRole('heading', { level: 1, name: /Shown/ }).waitFor();
  await visitor.tabTo('Restore Shown');
  await page.keyboard.press('Enter');
  await visitor.hears('Shown works again through');
  await works(shown);
  // By the way back, too.
  await visitor.tabTo('Undo');
  await page.keyboard.press('Enter');
  await visitor.hears('Undone. “Shown” has expired again.');
});

visit('restores all expired keys from the banner, and undoes each kind of change', async (arrive) => {
  const tokens: string[] = [];
  const visitor = await arrive(
    Visitor.signedIn(engine, {
      path: '/keys',
      prepare: async (holder) => {
        for (const name of ['First', 'Second']) {
          const { token } = await holder.createKey({ name, expiresAt: await engine.after(60 * day) });
          tokens.push(token);
        }
      },
    }),
  );
  // The banner has expired keys that are still called.
  const callBoth = async () => {
    for (const token of tokens) await engine.whoami(bearer(token));
    await engine.deliverLogs();
  };
  const { page, holder } = visitor;
  let offers = await holdMessages(page);
  const dates = async () =>
    Object.fromEntries((await holder.inventory()).map(({ name, expiresAt }) => [name, expiresAt]));
  const statuses = async () => (await holder.inventory()).map(({ status }) => status);
  const before = await dates();
  const message = (text: string) =>
    page.getByRole('region', { name: 'Messages' }).locator('> div', { hasText: text });
  const undo = async (done: string, undone: string) => {
    await message(done).getByRole('button', { name: 'Undo' }).click();
    await message(undone).getByRole('button', { name: 'Dismiss message' }).click();
  };
  const confirm = async (button: string) => {
    await visitor.pressInDialog(button);
    await visitor.closed();
  };
  const change = async (name: string, entry: string, button: string) => {
    await visitor.choose(name, entry);
    await confirm(button);
  };

  await change('First', 'Extend…', 'Extend');
  expect((await dates()).First).not.toBe(before.First);
  await undo('Extended “First”.', 'Undone.');
  expect(await dates()).toEqual(before);

  await page.getByLabel('Select all on this page').check();
  await visitor.press('Extend…');
  await confirm('Extend');
  expect((await dates()).Second).not.toBe(before.Second);
  await undo('Extended 2 keys.', 'Undone.');
  expect(await dates()).toEqual(before);
  await visitor.press('Clear selection');

  await visitor.press('Edit Second');
  await page.getByText('In 30 days').click();
  await confirm('Save changes');
  expect((await dates()).Second).not.toBe(before.Second);
  await undo('Saved “Second”.', 'Undone.');
  expect(await dates()).toEqual(before);

  await change('First', 'Expire now…', 'Expire now');
  await undo('Expired “First”.', 'Undone.');
  expect(await dates()).toEqual(before);

  // The old date of a restored key has passed.
  await change('First', 'Expire now…', 'Expire now');
  await message('Expired “First”.').getByRole('button', { name: 'Dismiss message' }).click();
  await change('First', 'Restore…', 'Restore');
  expect(await statuses()).toEqual(['active', 'active', 'active']);
  await undo('Restored “First”.', 'Undone. “First” has expired again.');
  expect(await statuses()).toEqual(['active', 'expired', 'active']);

  // Somebody else's change is not undone along with one's own.
  const failure = 'Not undone. This key has changed';
  const first = (await holder.inventory()).find(({ name }) => name === 'First');
  for (const [entry, button, done] of [
    ['Restore…', 'Restore', 'Restored “First”.'],
    ['Expire now…', 'Expire now', 'Expired “First”.'],
  ] as const) {
    await change('First', entry, button);
    await holder.call('PATCH', `/api/v1/keys/${first?.accessKey}`, { description: entry });
    await undo(done, failure);
  }

  await change('Second', 'Expire now…', 'Expire now');
  await callBoth();
  await visitor.goTo('Dashboard');
  await visitor.press('Restore all 2 expired keys…');
  await page.getByRole('heading', { name: 'Restore 2 keys' }).waitFor();
  await confirm('Restore');
  expect(await statuses()).toEqual(['active', 'active', 'active']);
  await undo('Restored 2 keys.', 'Undone. 2 keys have expired again.');
  expect((await statuses()).toSorted()).toEqual(['active', 'expired', 'expired']);

  await callBoth();
  // The page asks once a minute; opened again, it asks at once.
  await page.goto(visitor.url('/'));
  await page.getByRole('heading', { level: 1, name: '2 keys are refusing calls' }).waitFor();
  // By a way past the sign-in page, so what was held before would be forgotten.
  offers = await holdMessages(page);

  // From the banner's own menu, and after ten seconds for good.
  await visitor.press('Restore First for…');
  await page.getByRole('menuitem', { name: 'For 30 days' }).click();
  await message('First works again through').getByRole('button', { name: 'Undo' }).waitFor();
  await offers.end(10_000);
  await message('First works again through').waitFor({ state: 'detached' });
  expect(await page.getByRole('button', { name: 'Undo' }).count()).toBe(0);
});

/** Keeps messages, which a busy machine might be too slow for, until told that so much time has passed. */
async function holdMessages(page: Page) {
  await page.evaluate(() => {
    const held = new Map<number, (() => void)[]>();
    const { setTimeout: original } = window;
    const hold = (handler: () => void, delayMs = 0, ...rest: unknown[]) => {
      if (delayMs !== 6_000 && delayMs !== 10_000) return original(handler, delayMs, ...rest);
      held.set(delayMs, [...(held.get(delayMs) ?? []), handler]);
      return 0;
    };
    Object.assign(window, { setTimeout: hold, held });
  });
  return {
    end: (delayMs: number) =>
      page.evaluate((delayMs) => {
        const { held } = window as unknown as { held: Map<number, (() => void)[]> };
        for (const handler of held.get(delayMs) ?? []) handler();
      }, delayMs),
  };
}
