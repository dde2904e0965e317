import { LeakStore } from '../../lambdas/adapters/table/leak-store.ts';
import { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import type { Key } from '../../lambdas/core/key.ts';
import { unrecorded } from '../../lambdas/core/trail.ts';
import { dieBefore } from '../support/faults.ts';
import type { NotifierBench } from '../support/notifier.ts';
import type { TestTable } from '../support/test-table.ts';
import { fields, inDays, openNotifier, start } from './setup.ts';

let table: TestTable;
let bench: NotifierBench;

beforeEach(async () => {
  ({ table, bench } = await openNotifier());
});
afterEach(() => table.close());

const minutes = (count: number) => count / 1440;
const place = 'https://example.com/paste?a=1&b=2';
const subjects = () => bench.mailer.sent.map(({ subject }) => subject);

async function newKey(name = 'Server') {
  const account = await bench.newAccount();
  const { key, secretKey } = await bench.newKey(account, { ...fields, name, expiresAt: inDays(90) });
  return { account, key, secretKey };
}

/** @param documents of the process that reports */
const report = (key: Key, secretKey: string, places = [place], documents = table.documents) =>
  new LeakStore(new TableClient(documents, table.tableName)).end(key, secretKey, {
    places,
    now: bench.now,
    record: unrecorded,
  });

it('mails the holder in the very next run, once, with the place as text, and writes it into the log', async () => {
  const { account, key, secretKey } = await newKey();
  await report(key, secretKey);
  await bench.run();
  expect(subjects()).toEqual(['Server has leaked and no longer works']);
  const [mail] = bench.mailer.sent;
  expect(mail?.to).toBe(account.email);
  expect(mail?.text).toContain(`Found at ${place}`);
  expect(mail?.html).toContain('Found at https://example.com/paste?a=1&amp;b=2');
  // Only what leads to the portal is a link.
  const links = [...(mail?.html ?? '').matchAll(/href="([^"]*)"/g)].map(([, href]) => href);
  expect(links.filter((href) => !href?.startsWith('https://keys.example.com/'))).toEqual([]);
  for (const body of [mail?.text, mail?.html]) {
    expect(body).toContain('Reported on Mon, 15 June 2026 at 12:00 UTC');
    expect(body).toContain('Rotate key');
    expect(body).toContain(`https://keys.example.com/keys/${key.keyId}?extend`);
    expect(body).not.toContain(secretKey);
  }
  bench.advance(minutes(5));
  await report(key, secretKey, ['https://example.com/again']);
  for (const days of [minutes(10), 1, 60, 89]) {
    bench.now = inDays(days);
    await bench.run();
  }
  // Nor of the date, which is past.
  expect(subjects()).toHaveLength(1);
  expect(await bench.logOf(account)).toEqual([
    expect.objectContaining({
      kind: 'secret_leaked',
      startedAt: start,
      outcome: 'sent',
      to: [account.email],
    }),
  ]);
});

it('says of a key with another secret that it goes on, and still tells of its expiry', async () => {
  const { key, secretKey } = await newKey();
  await bench.rotate(key);
  await report(key, secretKey, []);
  await bench.run();
  expect(subjects()).toEqual(['Server had a secret key that leaked and was ended']);
  expect(bench.mailer.sent[0]?.text).toContain('The key still has another one, which works');
  expect(bench.mailer.sent[0]?.text).not.toContain('Found at');
  for (const days of [7, 30, 60]) {
    bench.now = inDays(days);
    await bench.run();
  }
  expect(subjects().slice(1)).toEqual(['Server expires in 30 days']);
});

it('does not wait for its turn behind other mails of the account, and comes first in one with them', async () => {
  const account = await bench.newAccount();
  const make = (name: string, days: number) =>
    bench.newKey(account, { ...fields, name, expiresAt: inDays(days) });
  const expiring = ['a', 'b', 'c', 'd', 'e'].map((name, n) => make(name, minutes(5 * (n + 1))));
  const [leaked] = await Promise.all([make('Server', 90), ...expiring]);
  for (let n = 0; n < 6; n++) {
    bench.advance(minutes(5));
    await bench.run();
  }
  const before = subjects().length;
  await report(leaked.key, leaked.secretKey);
  await bench.run();
  expect(before).toBeLessThan(5);
  expect(subjects().slice(before)).toEqual([
    expect.stringMatching(/^Server has leaked and no longer works, \d more ha(s|ve) expired$/),
  ]);
});

it('tells nothing of a report whose process died before it ended the secret, and all of its repeat', async () => {
  const { key, secretKey } = await newKey();
  // It has told the notifier to look, and no more.
  await expect(report(key, secretKey, [place], dieBefore(table, 2))).rejects.toThrow();
  for (let n = 0; n < 3; n++) {
    await bench.run();
    bench.advance(minutes(1));
  }
  expect(subjects()).toEqual([]);
  await report(key, secretKey);
  await bench.run();
  expect(subjects()).toEqual(['Server has leaked and no longer works']);
});

it('tells within a minute of a report whose process died after it ended the secret', async () => {
  const { key, secretKey } = await newKey();
  await report(key, secretKey, [place], dieBefore(table, 3)).catch(() => {});
  bench.advance(minutes(1));
  await bench.run();
  expect(subjects()).toEqual(['Server has leaked and no longer works']);
});

it('tells a recipient later for whom the day had no room, with the place, and nobody of a key that was deleted', async () => {
  const { account, key, secretKey } = await newKey();
  const other = { email: 'ops@example.com', requestedAt: start, askedAt: start, confirmedAt: start };
  await bench.accounts.change(account.accountId, () => ({ noticeEmails: [other] }), start);
  const gone = await newKey('Gone');
  await report(gone.key, gone.secretKey);
  await bench.keys.delete(gone.key);
  await report(key, secretKey);
  bench.mailsPerDay = { holder: 30, recipients: 0 };
  await bench.run();
  bench.mailsPerDay = { holder: 30, recipients: 20 };
  bench.now = inDays(2);
  await bench.run();
  expect(bench.mailer.sent.map(({ to, subject }) => [to, subject])).toEqual(
    [account.email, other.email].map((to) => [to, 'Server has leaked and no longer works']),
  );
  expect(bench.mailer.sent[1]?.text).toContain(place);
});
