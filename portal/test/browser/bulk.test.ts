import type { EngineClient } from '../../../test/support/engine-client.ts';
import { visitSharedEngine } from './support/shared-visits.ts';
import { Visitor, visit } from './support/visitor.ts';

let engine: EngineClient;
visitSharedEngine((shared) => {
  engine = shared;
});

visit('changes only selected keys that are shown and have a date, after naming each', async (arrive) => {
  const visitor = await arrive(
    Visitor.signedIn(engine, {
      path: '/keys',
      prepare: async (holder) => {
        const expiresAt = await engine.after(20 * 86_400);
        for (let number = 1; number <= 9; number += 1)
          await holder.createKey({ name: `Shown ${number}`, expiresAt });
        await holder.createKey({ name: 'Hidden', expiresAt });
        await holder.createKey({ name: 'Shown forever' });
      },
    }),
  );
  const { page, holder } = visitor;
  await page.getByLabel('Select all on this page').check();
  await page.getByLabel('Search keys').fill('shown');
  const bar = page.getByRole('region', { name: 'Selected keys' });
  await bar.getByText('10 selected').waitFor();
  await bar.getByText('2 more not in this view, and left alone').waitFor();
  const before = Object.fromEntries((await holder.inventory()).map((key) => [key.name, key.expiresAt]));

  await visitor.press('Extend…');
  await visitor.dialog.getByRole('heading', { name: 'Extend 9 keys' }).waitFor();
  const names = visitor.dialog.getByRole('region', { name: 'Keys that will change' }).getByRole('listitem');
  // Beside each, what is known of its use.
  expect((await names.locator('bdi').allTextContents()).toSorted()).toEqual(
    Array.from({ length: 9 }, (_, index) => `Shown ${index + 1}`),
  );
  await visitor.dialog.getByText('1 selected key never expires and won’t change:').waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await visitor.pressInDialog('Extend');
  await visitor.closed();
  for (const { name, expiresAt } of await holder.inventory())
    expect([name, expiresAt !== before[name]]).toEqual([name, /^Shown \d/.test(name)]);
});

visit('gives a key that never expires its first date by that name', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine, { path: '/keys' }));
  const { page, holder } = visitor;
  await visitor.choose('Default key', 'Set an expiration date…');
  await page.getByRole('heading', { name: 'Set an expiration date for “Default key”' }).waitFor();
  expect(await visitor.dialog.getByText('Never', { exact: true }).count()).toBe(0);
  await visitor.pressInDialog('Set an expiration date');
  await visitor.closed();
  expect((await holder.inventory())[0]?.expiresAt).not.toBeNull();
});

visit(
  'says which of several keys were not changed, and why, and overwrites nobody else’s date',
  async (arrive) => {
    const names = ['Deleted', 'Extended', 'Unlucky'];
    const visitor = await arrive(
      Visitor.signedIn(engine, {
        path: '/keys',
        prepare: async (holder) => {
          const expiresAt = await engine.after(20 * 86_400);
          for (const name of names) await holder.createKey({ name, expiresAt });
        },
      }),
    );
    const { page, holder } = visitor;
    await page.getByLabel('Select all on this page').check();
    await page.getByLabel('Select Default key').uncheck();
    const keys = await holder.inventory();
    const pathOf = (name: string) => `/api/v1/keys/${keys.find((key) => key.name === name)?.accessKey}`;
    const later = await engine.after(400 * 86_400);
    await holder.call('DELETE', pathOf('Deleted'));
    await holder.call('PATCH', pathOf('Extended'), { expiresAt: later });
    await page.route(`**${pathOf('Unlucky')}`, (route) => route.abort(), { times: 1 });

    await visitor.press('Extend…');
    await visitor.dialog.getByText('Added time counts from each key’s own date').waitFor();
    // No one instant holds for keys with dates of their own.
    expect(await visitor.dialog.getByText(/^Works /).count()).toBe(0);
    await visitor.pressInDialog('Extend');
    await page.getByText('3 keys were not changed').waitFor();
    const reasons = await visitor.dialog.getByRole('alert').getByRole('listitem').allTextContents();
    expect(reasons).toEqual([
      expect.stringMatching(/^“Unlucky” We can’t reach the server/),
      expect.stringMatching(/^“Extended” This key has changed since you opened it/),
      expect.stringMatching(/^“Deleted” Key not found/),
    ]);
    await visitor.pressInDialog('Try again (1 left)');
    await visitor.closed();
    const dates = Object.fromEntries(
      (await holder.inventory()).map(({ name, expiresAt }) => [name, expiresAt]),
    );
    expect(dates.Extended).toBe(later);
    expect(dates.Unlucky).not.toBe(keys[0]?.expiresAt);
  },
);
