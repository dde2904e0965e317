import { bearer, type EngineClient, emptyEngine, startMs } from '../../../test/support/engine-client.ts';
import { send } from '../../../test/support/engine-http.ts';
import { callOperator } from '../../../test/support/operator.ts';
import { closeBrowser, hangMs, Visitor, visit } from './support/visitor.ts';
import { medianMs } from './support/vitals.ts';

jest.setTimeout(hangMs);

const day = 86_400;

let engine: EngineClient;
beforeAll(async () => {
  engine = await emptyEngine();
}, startMs);
afterAll(async () => {
  await closeBrowser();
  await engine?.reset();
});

interface Mail {
  destination: { to: string[] };
  body: { text: string };
}

const mailsTo = async (email: string) => {
  const { body } = await send<{ emails: Mail[] }>(engine.mailPort, { path: '/store' });
  return body.emails.filter((mail) => mail.destination.to.includes(email));
};
const runSchedules = () => send(engine.port, { method: 'POST', path: '/_local/schedules/run', body: '{}' });

visit('warns about expired and expiring keys, and restores one from the banner', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine));
  const { page, holder } = visitor;
  const nightly = await holder.createKey({ name: 'Nightly job', expiresAt: await engine.after(40 * day) });
  await holder.createKey({ name: 'Later', expiresAt: await engine.after(60 * day) });
  await engine.advance(41 * day);
  expect((await engine.whoami(bearer(nightly.token))).status).toBe(401);
  await engine.deliverLogs();
  await page.reload();

  const banner = page.getByRole('region', { name: 'Notices' });
  await page.getByRole('heading', { level: 1, name: 'Calls using Nightly job are being refused' }).waitFor();
  await page.getByText('2 other keys work; 1 of them expires soon.').waitFor();
  await banner.getByRole('heading', { name: '2 keys need attention' }).waitFor();
  expect(await banner.getByRole('link').allTextContents()).toEqual(['Nightly job', 'Later']);
  await banner.getByText('expired 1 day ago').waitFor();
  await banner.getByText('Expired and still called: 1 call refused in the last 7 days.').waitFor();
  await banner.getByRole('img', { name: '0 calls in the last 30 days, and 1 refused' }).waitFor();
  await page.getByRole('navigation').getByText('2 keys need attention').waitFor();
  await visitor.press('Restore Nightly job for…');
  await page.getByRole('menuitem', { name: 'For 30 days' }).click();
  await visitor.hears(/^Nightly job works again through/);
  expect((await engine.whoami(bearer(nightly.token))).status).toBe(200);
  await engine.deliverLogs();
  await page.getByRole('heading', { level: 1, name: '1 key expires within 30 days' }).waitFor();
  await banner.getByRole('link', { name: 'Later' }).click();
  await page.getByRole('heading', { level: 1, name: 'Later' }).waitFor();

  await page.getByRole('link', { name: 'API Control' }).first().click();
  await page.getByRole('link', { name: 'Nightly job' }).click();
  const verdict = page.getByRole('region', { name: 'Verdict' });
  await verdict.getByText('In use. It was called once in the last 7 days.').waitFor();
  await verdict.getByText('1 call in the last 7 days, in the last few minutes from 127.0.0.0/24.').waitFor();
  await page.getByRole('figure', { name: /: 1 answered, 1 refused, most of them on/ }).waitFor();
  await visitor.press('Show as a table');
  await page.getByRole('row', { name: / 1 0 0 1$/ }).waitFor();
  const details = page.getByRole('region', { name: 'Details' });
  expect(await details.getByRole('term').allTextContents()).toEqual(
    expect.arrayContaining(['Last used', 'Last refused']),
  );
});

visit('hides dismissed notices until something changes', async (arrive) => {
  const visitor = await arrive(
    Visitor.signedIn(engine, {
      prepare: async (holder) => holder.createKey({ name: 'Soon', expiresAt: await engine.after(6 * day) }),
    }),
  );
  const { page } = visitor;
  const heading = page.getByRole('heading', { name: '1 key needs attention' });
  await heading.waitFor();
  await visitor.press('Hide until something changes');
  await page.getByText('1 notice hidden until something changes.').waitFor();
  // The card, never the count.
  await page.getByRole('navigation').getByText('1 key needs attention').waitFor();
  await page.reload();
  await page.getByText('1 notice hidden until something changes.').waitFor();
  // The next lead time: the last day before the expiry.
  await engine.advance(5.5 * day);
  await page.reload();
  await heading.waitFor();
});

visit(
  'says that all keys work, which expire next and what has happened, and that the account is suspended',
  async (arrive) => {
    const visitor = await arrive(
      Visitor.signedIn(engine, {
        prepare: async (holder) => {
          await holder.createKey({ name: 'Next', expiresAt: await engine.after(50 * day) });
          await holder.createKey({ name: 'Far', expiresAt: await engine.after(95 * day) });
        },
      }),
    );
    const { page } = visitor;
    await page.getByRole('heading', { level: 1, name: 'All 3 keys are working' }).waitFor();
    await page.getByText(/^Next expiry: Next, on \d+ \w+ \d+\. /).waitFor();
    const coming = page.getByRole('list', { name: 'Next 90 days' });
    expect(await coming.getByRole('link').allTextContents()).toEqual(['Next']);
    await coming.getByText('in 1 month').waitFor();
    await page.getByText('2 other keys expire later or never').waitFor();
    await page.getByText(/^Far and 2 others were created$/).waitFor();
    await page.getByRole('link', { name: 'All keys' }).click();
    await page.getByRole('table').waitFor();
    expect(page.url()).toBe(visitor.url('/keys'));

    // Until the operator suspends the account.
    const { body } = await visitor.holder.call<{ accountId: string }>('GET', '/api/v1/account');
    const turn = (act: string, reason?: string) =>
      callOperator(engine, {
        method: 'POST',
        path: `/v1/accounts/${body.accountId}/${act}`,
        body: reason && { reason },
      });
    expect((await turn('suspend', 'Unpaid')).status).toBe(200);
    await page.reload();
    const notice = page.getByText(/^This account has been suspended since /);
    await notice.waitFor();
    await page.getByRole('table').waitFor();
    await page.getByRole('link', { name: 'Dashboard' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'No key is working' }).waitFor();
    await notice.waitFor();
    expect(await visitor.accessibilityFaults()).toEqual([]);
    expect((await turn('resume')).status).toBe(200);
    await page.reload();
    await page.getByRole('heading', { level: 1, name: 'All 3 keys are working' }).waitFor();
    expect(await notice.count()).toBe(0);
  },
);

visit('sees a newcomer’s first call, leads on to a date, and restores by one click', async (arrive) => {
  const visitor = await arrive(Visitor.arrive(engine));
  const { page } = visitor;
  const holder = await engine.signIn(visitor.email);
  const { token, accessKey } = (await holder.ensureAccount()).defaultKey;
  await visitor.signIn();
  await page.getByText('Waiting for the first call.').waitFor();
  await visitor.press('Copy command');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain('/v1/whoami');
  await engine.whoami(bearer(token));
  await engine.deliverLogs();
  await page.getByText('First call received. Your key works.').waitFor();
  await visitor.press('Edit Default key');
  await page.getByLabel('Name', { exact: true }).fill('Mine');
  await visitor.pressInDialog('Save changes');
  await page.getByRole('heading', { level: 1, name: 'Your key is working' }).waitFor();

  await holder.call('POST', `/api/v1/keys/${accessKey}/expire`);
  await engine.whoami(bearer(token));
  await engine.deliverLogs();
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Calls using Mine are being refused' }).waitFor();
  await page.getByRole('figure', { name: /: 1 answered, 1 refused, most of them on/ }).waitFor();
  await visitor.press('Restore Mine');
  await visitor.hears(/^Mine works again through/);
  expect((await holder.inventory()).map(({ status }) => status)).toEqual(['active']);
  await visitor.press('Undo');
  await visitor.hears('Undone.');
  expect((await holder.inventory()).map(({ status }) => status)).toEqual(['expired']);
});

visit('shows the key that an email links to', async (arrive) => {
  const visitor = await arrive(Visitor.arrive(engine));
  const holder = await engine.signIn(visitor.email);
  await holder.ensureAccount();
  await holder.createKey({ name: 'Mailed', expiresAt: await engine.after(2 * day) });
  await engine.advance(1.5 * day);
  await runSchedules();
  const link = (await mailsTo(visitor.email))[0]?.body.text.match(/http\S+\/keys\/\S+/)?.[0] ?? '';
  const { pathname, search } = new URL(link);
  await visitor.signIn(pathname + search);
  await visitor.page.getByRole('heading', { name: 'Extend “Mailed”' }).waitFor();
  await visitor.pressInDialog('Extend');
  await visitor.closed();
  await visitor.goTo('Settings');
  await visitor.page.getByRole('rowheader', { name: 'Mailed expires in 1 day' }).waitFor();
});

visit('says when notices don’t arrive by email', async (arrive) => {
  const visitor = await arrive(Visitor.arrive(engine));
  const delivery = {
    state: 'undeliverable',
    since: '2026-11-20T10:00:00Z',
    reason: 'bounced',
    addresses: [{ email: visitor.email, state: 'bounced' }],
  };
  await visitor.page.route('**/api/v1/notices', (route) =>
    route.fulfill({ json: { expired: [], expiring: [], delivery } }),
  );
  const holder = await engine.signIn(visitor.email);
  await holder.ensureAccount();
  await visitor.signIn();
  await visitor.page.getByText('Notices aren’t reaching you by email').waitFor();
  await visitor.press('Resume emails');
  await visitor.hears('Notices go to all your addresses again.');
});

// Times mean nothing on a machine busy with other tests: only `npm run bench:portal` enforces the bounds.
const holdsToBudgets = process.env.LATCHKEY_BUDGETS === '1';

visit('is interactive when it is opened again, and reports how soon', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine));
  const { page } = visitor;
  await page.reload();
  await page.getByText('Call the API').waitFor();
  const median = await medianMs(async () => {
    await page.goto(visitor.url('/'));
    await page.getByText('Call the API').waitFor();
  });
  console.log(`Dashboard interactive after ${median.toFixed(0)} ms, sign-in included`);
  if (holdsToBudgets) expect(median).toBeLessThan(1_500);
});
