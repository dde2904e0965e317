import { bearer, type EngineClient } from '../../../test/support/engine-client.ts';
import type { ProblemBody } from '../../../test/support/engine-holder.ts';
import { visitSharedEngine } from './support/shared-visits.ts';
import { Visitor, visit } from './support/visitor.ts';

let engine: EngineClient;
visitSharedEngine((shared) => {
  engine = shared;
});

const answerTo = async (token: string) => {
  const { status, body } = await engine.whoami<Partial<ProblemBody>>(bearer(token));
  return [status, body.code];
};

visit('creates, edits, expires, restores and deletes a key, and the gateway follows', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine, { path: '/keys' }));
  const { page, holder } = visitor;
  await visitor.press('Create key');
  await visitor.pressInDialog('Create key');
  await page.getByText('Enter a name.').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Nightly job');
  await page.getByText('More options').click();
  await page.getByLabel('Description (optional)').fill('Reports');
  await page.getByText('In 30 days').click();
  await page.getByText(/^Works through .* \(UTC\)\. Expires in 1 month\.$/).waitFor();
  await visitor.pressInDialog('Create key');
  await page.getByRole('heading', { name: /^Save the secret of/ }).waitFor();
  await visitor.press('Copy token');
  const token = await page.evaluate(() => navigator.clipboard.readText());
  await visitor.press('Done');
  expect(await answerTo(token)).toEqual([200, undefined]);

  await visitor.press('Edit Nightly job');
  await page.getByLabel('Name', { exact: true }).fill('Night train');
  await page.getByText('Never', { exact: true }).click();
  await page.getByText('A key that never expires works until someone expires or deletes it').waitFor();
  await page.getByLabel('The program may rotate the secret itself').check();
  await page.getByText('Manage them', { exact: true }).click();
  await page.getByText('can create, change, expire and rotate the other keys here').waitFor();
  await visitor.pressInDialog('Save changes');
  await visitor.hears('Saved “Night train”.');
  const [key] = await holder.inventory();
  expect(key).toMatchObject({
    name: 'Night train',
    description: 'Reports',
    expiresAt: null,
    selfRotation: true,
    access: 'write',
  });
  await page.locator('.key-name .tag', { hasText: 'Manages keys' }).first().waitFor();

  await visitor.choose('Night train', 'Expire now…');
  await page.getByText('will be refused right away, with key_expired').waitFor();
  await visitor.pressInDialog('Expire now');
  await visitor.closed();
  expect(await answerTo(token)).toEqual([401, 'key_expired']);
  await engine.deliverLogs();

  await visitor.choose('Night train', 'Restore…');
  await visitor.pressInDialog('Restore');
  await visitor.closed();
  expect(await answerTo(token)).toEqual([200, undefined]);

  // What is in use is rather expired, and is not deleted by a slip of the hand.
  await visitor.choose('Night train', 'Delete…');
  await visitor.dialog.getByText(/^In use\. It was called /).waitFor();
  await visitor.dialog.getByText('Last call: in the last few minutes.').waitFor();
  await page.waitForFunction(() => document.activeElement?.textContent === 'Cancel');
  expect(await visitor.dialog.locator('.button.primary').textContent()).toBe('Expire instead');
  expect(await visitor.dialog.getByRole('button', { name: 'Delete permanently' }).isDisabled()).toBe(true);
  await page.getByLabel('Type “Night train” to confirm').fill('Night train');
  await visitor.pressInDialog('Delete permanently');
  await visitor.closed();
  await page.getByRole('link', { name: 'Night train' }).waitFor({ state: 'detached' });
  expect(await answerTo(token)).toEqual([401, 'key_invalid']);

  // The account remembers all of it: what, by whom and from where.
  await visitor.goTo('Settings');
  const lines = page.locator('#activity .trail-text');
  await lines.first().waitFor();
  expect(await lines.locator('p:first-child').allTextContents()).toEqual([
    'Deleted Night train',
    'Restored Night train',
    'Expired Night train',
    'Edited Nightly job',
    'Created Nightly job',
  ]);
  await page.getByText(/^Name: \W?Nightly job\W? → \W?Night train\W?$/).waitFor();
  expect(await lines.last().textContent()).toMatch(/You\W?, from \W?127\.0\.0\.1/);
});

visit('shows what somebody else changed during an edit, and loses no input', async (arrive) => {
  const visitor = await arrive(
    Visitor.signedIn(engine, { path: '/keys', prepare: (holder) => holder.createKey({ name: 'Shared' }) }),
  );
  const { page, holder } = visitor;
  await visitor.press('Edit Shared');
  await page.getByLabel('Description').fill('Mine');
  const [key] = await holder.inventory();
  await holder.call('PATCH', `/api/v1/keys/${key?.accessKey}`, { name: 'Theirs' });
  await visitor.pressInDialog('Save changes');
  await page.getByText('This key has changed since you opened it.').waitFor();
  await page.getByText('Theirs').waitFor();
  expect(await page.getByLabel('Description').inputValue()).toBe('Mine');
  // What it says has been replaced is not in a field that would be saved.
  expect(await page.getByLabel('Name', { exact: true }).inputValue()).toBe('Theirs');
  await visitor.pressInDialog('Save anyway');
  await visitor.closed();
  expect(await holder.key(key?.accessKey ?? '')).toMatchObject({ name: 'Theirs', description: 'Mine' });

  // A message that says the same again takes the place of the first.
  const copied = page.getByRole('region', { name: 'Messages' }).getByText('Copied access key of Theirs.');
  for (let times = 0; times < 3; times += 1) {
    await visitor.choose('Theirs', 'Copy access key');
    await copied.first().waitFor();
  }
  expect(await copied.count()).toBe(1);
});

visit('takes a date and time in the time zone of the account, and refuses the past', async (arrive) => {
  const visitor = await arrive(
    Visitor.signedIn(engine, {
      path: '/keys',
      timezoneId: 'America/Lima',
      prepare: (holder) => holder.call('PATCH', '/api/v1/account', { timeZone: 'Europe/Berlin' }),
    }),
  );
  const { page, holder } = visitor;
  const year = (await engine.now()).getUTCFullYear() + 1;
  await visitor.press('Edit Default key');
  await page.getByText('On a date…').click();
  const field = page.getByLabel('Date and time (Europe/Berlin)');
  await field.fill('2020-01-01T10:00');
  await page.getByText('That date is in the past.').waitFor();
  await field.fill(`${year}-07-01T14:30`);
  await visitor.pressInDialog('Save changes');
  await visitor.closed();
  expect((await holder.inventory())[0]?.expiresAt).toBe(`${year}-07-01T12:30:00Z`);
});

visit('warns before the last working key is stopped, and before it is deleted', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine, { path: '/keys' }));
  const { page } = visitor;
  await visitor.choose('Default key', 'Delete…');
  await page.getByText('No working key will be left.').waitFor();
  await visitor.pressInDialog('Expire instead');
  await page.getByRole('heading', { name: 'Expire “Default key” now?' }).waitFor();
  await page.getByText('No working key will be left.').waitFor();
  await visitor.pressInDialog('Cancel');
});

visit('expires, restores and deletes several keys at once, then shows the empty state', async (arrive) => {
  const visitor = await arrive(
    Visitor.signedIn(engine, {
      path: '/keys',
      prepare: async (holder) => {
        const { token } = await holder.createKey({ name: 'Second' });
        await holder.createKey({ name: 'Third' });
        await engine.whoami(bearer(token));
        await engine.deliverLogs();
      },
    }),
  );
  const { page, holder } = visitor;
  const statuses = async () => (await holder.inventory()).map(({ status }) => status);
  await page.getByLabel('Select all on this page').check();
  await visitor.press('Clear selection');
  await page.waitForFunction(() => document.activeElement?.matches('thead input'));
  await page.getByLabel('Select all on this page').check();
  await visitor.press('Expire…');
  await visitor.dialog.getByText(/^1 of them is in use/).waitFor();
  const names = await visitor.dialog.getByRole('listitem').allTextContents();
  expect(names).toHaveLength(3);
  expect(names[0]).toMatch(/^Second1 call in the last (few minutes|7 days)/);
  await visitor.pressInDialog('Expire now');
  await visitor.closed();
  expect(await statuses()).toEqual(['expired', 'expired', 'expired']);
  await visitor.press('Extend…');
  await visitor.pressInDialog('Restore');
  await visitor.closed();
  expect(await statuses()).toEqual(['active', 'active', 'active']);
  await visitor.press('Delete…');
  await page.getByLabel('Type “delete 3 keys” to confirm').fill('delete 3 keys');
  // What the restore has just announced must not lie over what there is to press.
  for (const name of ['Cancel', 'Delete permanently'])
    expect(await visitor.isUncovered(visitor.dialog.getByRole('button', { name }))).toBe(true);
  await visitor.pressInDialog('Delete permanently');
  await page.getByRole('heading', { name: 'No API keys yet' }).waitFor();
  expect(await holder.inventory()).toEqual([]);
});

visit(
  'asks for a word instead of a name that is hard to type, and fits long names into the narrowest page',
  async (arrive) => {
    const name = 'W'.repeat(80);
    const visitor = await arrive(
      Visitor.signedIn(engine, {
        path: '/keys',
        viewport: { width: 360, height: 740 },
        prepare: async (holder) => {
          const { token } = await holder.createKey({ name, description: 'w'.repeat(500) });
          await engine.whoami(bearer(token));
          await engine.deliverLogs();
        },
      }),
    );
    const { page, holder } = visitor;
    // As once counting has gone on for long enough: the engine of this test has just begun.
    await page.route('**/api/v1/keys?*', async (route) => {
      const response = await route.fetch();
      const json = (await response.json()) as { items: { use: { verdict: string } }[] };
      for (const { use } of json.items) if (use.verdict === 'unknown') use.verdict = 'unused';
      await route.fulfill({ response, json });
    });
    for (const entry of ['Set an expiration date…', 'Expire now…', 'Delete…']) {
      await visitor.choose(name, entry);
      const box = await visitor.dialog.boundingBox();
      expect(box?.x).toBeGreaterThanOrEqual(0);
      expect((box?.x ?? 0) + (box?.width ?? 0)).toBeLessThanOrEqual(360);
      if (entry !== 'Delete…') await page.keyboard.press('Escape');
    }
    await page.getByLabel('Type “delete” to confirm').fill('delete');
    await visitor.pressInDialog('Delete permanently');
    await visitor.closed();
    expect(await holder.inventory()).toHaveLength(1);
    // Nothing is to be typed for a key that nobody has called.
    await visitor.choose('Default key', 'Delete…');
    await visitor.dialog.getByText('Never used.').waitFor();
    expect(await visitor.dialog.getByRole('textbox').count()).toBe(0);
    await visitor.pressInDialog('Delete permanently');
    await visitor.closed();
    expect(await holder.inventory()).toEqual([]);
  },
);

visit(
  'says when a response is slow, for lists and for changes, and shows it when it comes',
  async (arrive) => {
    const visitor = await arrive(Visitor.signedIn(engine));
    const { page, holder } = visitor;
    const held: (() => void)[] = [];
    const hold = (method: string, url: string) =>
      page.route(url, async (route) => {
        if (route.request().method() !== method) return route.fallback();
        await new Promise<void>((release) => held.push(release));
        return route.continue();
      });
    const release = () => {
      for (const response of held.splice(0)) response();
    };
    await visitor.arrivesAt('Dashboard');
    await hold('GET', '**/api/v1/notices/log*');
    await visitor.goTo('Settings');
    await page.getByText('Still loading sent emails').waitFor();
    release();
    await page.getByText('None so far.').waitFor();

    await visitor.goTo('API Control');
    await hold('POST', '**/api/v1/keys');
    await visitor.press('Create key');
    await page.getByLabel('Name', { exact: true }).fill('Patience');
    await visitor.pressInDialog('Create key');
    await page.getByText('Still waiting for a response').waitFor();
    // Pressing again does nothing.
    await visitor.dialog.getByRole('button', { name: 'Creating…' }).press('Enter');
    release();
    await page.getByRole('heading', { name: /^Save the secret of/ }).waitFor();
    expect(await holder.inventory()).toHaveLength(2);
  },
);
