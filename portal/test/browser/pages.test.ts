import type { EngineClient } from '../../../test/support/engine-client.ts';
import { send } from '../../../test/support/engine-http.ts';
import type { Key } from '../../src/api/types.ts';
import { Inspection } from './support/inspection.ts';
import { visitSharedEngine } from './support/shared-visits.ts';
import { Visitor, visit } from './support/visitor.ts';

let engine: EngineClient;
visitSharedEngine((shared) => {
  engine = shared;
});

visit('changes time zone and warnings, and confirms a recipient by email', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine, { path: '/settings' }));
  const { page, holder } = visitor;
  await page.getByRole('combobox', { name: 'Time zone' }).selectOption('Asia/Tokyo');
  await visitor.press('Save time zone');
  await visitor.hears('Dates are now shown in Asia/Tokyo.');
  const daysBefore = page.getByLabel('Days before expiry');
  await daysBefore.fill('300');
  await visitor.press('Add');
  await page.getByText('Enter a whole number from 1 to 90.').waitFor();
  for (const days of ['3', '14', '4']) {
    await daysBefore.fill(days);
    await daysBefore.press('Enter');
  }
  await page.getByText('5 warnings at most. Remove one first.').waitFor();
  await daysBefore.fill('');
  for (const days of ['30 days', '7 days', '1 day']) await visitor.press(`Remove ${days} before`);
  await visitor.press('Save warnings');
  await visitor.hears('The new warning times apply to all keys.');
  const { body } = await holder.call<object>('GET', '/api/v1/account');
  expect(body).toMatchObject({ timeZone: 'Asia/Tokyo', noticeLeadDays: [14, 3] });

  const address = `ops-${visitor.email}`;
  await page.getByLabel('Add a recipient').fill('nonsense');
  await visitor.press('Add recipient');
  await page.getByText('The address must be an email address.').waitFor();
  await page.getByLabel('Add a recipient').fill(address);
  await visitor.press('Add recipient');
  await page.getByText('Awaiting confirmation').waitFor();
  await send(engine.port, { method: 'POST', path: '/_local/schedules/run', body: '{}' });
  const { body: store } = await send<{ emails: { destination: { to: string[] }; body: { text: string } }[] }>(
    engine.mailPort,
    { path: '/store' },
  );
  const mail = store.emails.find(({ destination }) => destination.to.includes(address));
  const { pathname, search } = new URL(mail?.body.text.match(/http\S+confirmation\S+/)?.[0] ?? '');
  await send(engine.port, { method: 'POST', path: pathname + search });
  await page.reload();
  await page.getByText('Gets notices').nth(1).waitFor();
  await visitor.press(`Remove ${address}`);
  await visitor.hears(`${address} no longer gets notices.`);
});

visit('gives developers samples, errors and the API reference from the OpenAPI document', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine, { path: '/developers' }));
  const { page } = visitor;
  const sample = page.getByRole('region', { name: /sample$/ });
  await page.getByLabel('Filter errors').fill('key_expired');
  expect(await page.getByRole('rowheader').allTextContents()).toEqual(['Calls with a key', 'key_expired']);
  await page.getByLabel('Filter errors').fill('');
  await page.getByText('x-api-key', { exact: true }).first().click();
  await page.getByRole('tab', { name: 'Python' }).click();
  expect(await sample.textContent()).toContain('headers={"x-api-key": os.environ["LATCHKEY_TOKEN"]}');
  await page.getByText('\\blk_[0-9A-Za-z]{24}_[0-9A-Za-z]{36}\\b').waitFor();
  await page.getByText('key_expired', { exact: true }).first().waitFor();
  await page.getByText('Edit, extend or restore a key').click();
  await page.getByText('Must be in the future', { exact: false }).first().waitFor();
  const example = page.getByRole('region', { name: 'example request' });
  expect(JSON.parse((await example.textContent()) ?? '')).toHaveProperty('expiresAt');
});

visit('works by keyboard only', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine));
  const { page } = visitor;
  // What loads late does not take the focus away.
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(/\/api\/v1\/keys/, (route) => released.then(() => route.continue()));
  await page.reload();
  await page.getByRole('navigation', { name: 'Pages', exact: true }).waitFor();
  await visitor.tabTo('API Control');
  release();
  await page.getByRole('heading', { level: 1, name: 'Welcome. Make your first call.' }).waitFor();
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'API Control' }).waitFor();
  await page.getByRole('link', { name: 'Default key' }).waitFor();
  await visitor.tabTo('Create key');
  await page.keyboard.press('Enter');
  await visitor.dialog.waitFor();
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: /^Save the secret of/ }).waitFor();
  await visitor.tabTo('Copy token');
  await page.keyboard.press('Enter');
  await visitor.hears('Copied token.');
  await visitor.tabTo('Done');
  await page.keyboard.press('Enter');
  await visitor.closed();
  await page.getByRole('link', { name: 'By keyboard' }).waitFor();
  // The focus returns to what opened the dialog.
  await page.waitForFunction(() => document.activeElement?.textContent === 'Create key');
});

visit('embeds its banner in other pages, however narrow', async (arrive) => {
  const visitor = await arrive(Visitor.arrive(engine));
  const { page } = visitor;
  const holder = await engine.newHolder();
  const soon = await holder.createKey({ name: 'Soon <b>', expiresAt: await engine.after(100_000) });
  const long = await holder.createKey({ name: 'W'.repeat(80), expiresAt: await engine.after(100_000) });
  const html = `<!doctype html><html lang="en"><meta name="color-scheme" content="light dark"><title>Host</title>
    <script src="/embed/latchkey-banner.js"></script>
    <main><h1>Host</h1><latchkey-banner extend-days="60"></latchkey-banner></main></html>`;
  await page.route('**/host', (route) => route.fulfill({ contentType: 'text/html', body: html }));
  // At first with use, which takes the log's time to arrive: one key is in use, and one has expired and is still called.
  await page.route(
    '**/api/v1/notices',
    async (route) => {
      const response = await route.fetch();
      const { expiring, ...notices } = (await response.json()) as { expiring: Key[] };
      const lastUsedAt = new Date(Date.parse(expiring[0]?.expiresAt ?? '') - 107_200_000).toISOString();
      const busy = expiring.map((key): Key => {
        if (key.name === 'Soon <b>') return { ...key, use: { ...key.use, verdict: 'unused' } };
        return { ...key, lastUsedAt, use: { ...key.use, verdict: 'in_use', callsLast7Days: 1204 } };
      });
      const refused = busy.slice(0, 1).map((key): Key => {
        const use: Key['use'] = { ...key.use, verdict: 'still_called', refusedLast7Days: 312 };
        return { ...key, accessKey: 'b'.repeat(24), name: 'Refused', expiresAt: lastUsedAt, use };
      });
      await route.fulfill({ response, json: { ...notices, expired: refused, expiring: busy } });
    },
    { times: 1 },
  );
  await page.goto(visitor.url('/host'));
  await page.evaluate((token) => {
    const banner = document.querySelector('latchkey-banner');
    if (banner) Object.assign(banner, { getToken: () => token });
  }, holder.idToken);
  const link = page.getByRole('link', { name: 'Soon <b>' });
  const inspection = new Inspection();
  await inspection.see('banner', visitor, { shown: link });
  expect(inspection.faults).toEqual([]);
  expect(await page.getByRole('link').allTextContents()).toEqual(['Refused', 'W'.repeat(80), 'Soon <b>']);
  await page.getByText('Calls using Refused are being refused, 2 keys expire soon').waitFor();
  await page.getByText('Expired and still called: 312 calls refused in the last 7 days.').waitFor();
  await page.getByText('1,204 calls in the last 7 days, last 2 hours ago.').waitFor();
  expect(await link.getAttribute('href')).toBe(visitor.url(`/keys/${soon.accessKey}`));
  await page.route('**/api/v1/keys/*', (route) => route.abort(), { times: 1 });
  await visitor.press('Extend Soon <b>');
  await page.getByRole('alert').getByText('This key wasn’t changed.').waitFor();
  await visitor.press('Extend Soon <b>');
  await link.waitFor({ state: 'detached' });
  expect((await holder.key(soon.accessKey)).status).toBe('active');

  // In between, somebody else extends the other key by more than 60 days.
  const expiresAt = await engine.after(200 * 86_400);
  await holder.call('PATCH', `/api/v1/keys/${long.accessKey}`, { expiresAt });
  await visitor.press(/^Extend W/);
  await page.getByRole('link').waitFor({ state: 'detached' });
  expect((await holder.key(long.accessKey)).expiresAt).toBe(expiresAt);
});
