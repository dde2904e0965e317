import { RotationStore } from '../../lambdas/adapters/table/rotation-store.ts';
import { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import { cancelRotation, finishRotation } from '../../lambdas/core/rotation.ts';
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
const byKey = { from: '203.0.113.0/24' };
const subjects = () => bench.mailer.sent.map(({ subject }) => subject);

async function newKey(expiresAt: Date | null = null) {
  const account = await bench.newAccount();
  const { key } = await bench.newKey(account, { ...fields, expiresAt });
  return { account, key };
}

/** Runs the notifier so many days after the start, one after the other. */
async function runAt(...days: number[]) {
  for (const day of days) {
    bench.now = inDays(day);
    await bench.run();
  }
}

/** Runs it twice, when a rotation is looked at. */
const runSoon = async () => {
  for (let n = 0; n < 2; n++) {
    bench.advance(minutes(5));
    await bench.run();
  }
};

it('reminds of a pending rotation after 7 and 30 days, each once, and never again', async () => {
  const { account, key } = await newKey();
  await bench.rotate(key);
  await runAt(0.1, 6.9, 7, 7.1, 29.9, 30, 30.1, 60, 90);
  expect(subjects()).toEqual([
    'Server has a new secret key, unused for 7 days',
    'Server has a new secret key, unused for 30 days',
  ]);
  expect(bench.mailer.sent.map(({ at }) => at)).toEqual([inDays(7), inDays(30)]);
  const log = { kind: 'rotation_pending', startedAt: start, oldSecretEndsAt: null, to: [account.email] };
  expect(await bench.logOf(account)).toEqual([
    expect.objectContaining({ ...log, at: inDays(30) }),
    expect.objectContaining({ ...log, at: inDays(7) }),
  ]);
});

it('tells the holder that a key has rotated itself, from where, and what to do', async () => {
  const { account, key } = await newKey();
  await bench.rotate(key, { byKey });
  expect(await bench.run()).toMatchObject({ accounts: 0 });
  await runSoon();
  expect(subjects()).toEqual(['Server rotated itself and has a new secret key']);
  const [mail] = bench.mailer.sent;
  for (const body of [mail?.text, mail?.html]) {
    expect(body).toContain('New secret key created on Mon, 15 June 2026 at 12:00 UTC');
    expect(body).toContain('Requested from 203.0.113.0/24');
    expect(body).toContain('If it wasn’t one of yours');
    expect(body).toContain(`https://keys.example.com/keys/${key.keyId}`);
  }
  expect(mail?.unsubscribeUrl).toContain('token=');
  expect(await bench.logOf(account)).toEqual([expect.objectContaining({ kind: 'rotated', outcome: 'sent' })]);
});

it('warns before an old secret ends that is in use, and not of one that is not', async () => {
  const [used, unused] = [await newKey(), await newKey()];
  for (const { key } of [used, unused]) await bench.rotate(key);
  bench.advance(1);
  for (const { key } of [used, unused]) await bench.call(key, 2);
  await runAt(1.01, 1.49);
  await bench.call(used.key, 1);
  // In the middle of the overlap of a day.
  await runAt(1.5, 1.51, 2, 2.1);
  expect(subjects()).toEqual(['Server still uses its old secret key, which stops working in 12 hours']);
  expect(bench.mailer.sent[0]?.to).toBe(used.account.email);
  expect((await bench.keys.get(used.key)).rotation?.oldSecretEndsAt).toEqual(inDays(2));
  expect(await bench.logOf(used.account)).toEqual([
    expect.objectContaining({ kind: 'secret_ending', oldSecretEndsAt: inDays(2) }),
  ]);
});

it('sends nothing about a rotation that was finished or cancelled, or whose key was deleted or has expired', async () => {
  const account = await bench.newAccount();
  const make = async () => (await bench.newKey(account, { ...fields, expiresAt: null })).key;
  const [finished, cancelled, deleted, expired] = [await make(), await make(), await make(), await make()];
  for (const key of [finished, cancelled, deleted, expired]) await bench.rotate(key, { byKey });
  const given = { expiresAt: null, counting: null, now: bench.now };
  const edit = { editedAt: bench.now };
  await bench.rotations.change(finished, (secrets) => finishRotation(secrets, given), edit);
  await bench.rotations.change(
    cancelled,
    (secrets) => cancelRotation(secrets, { force: false }, given),
    edit,
  );
  await bench.keys.delete(deleted);
  await bench.keys.expire(expired, bench.now);
  await runAt(0.01, 0.02, 7, 30, 40);
  expect(subjects()).toEqual([]);
});

it('tells of a key’s expiry and of its rotation in one mail, each in its own line of the log', async () => {
  const { account, key } = await newKey(inDays(7));
  await bench.rotate(key, { byKey });
  bench.advance(6);
  await bench.run();
  expect(subjects()).toEqual(['Server rotated itself and has a new secret key, 1 more expires in 1 day']);
  expect((await bench.logOf(account)).map(({ kind }) => kind).sort()).toEqual(['expiring', 'rotated']);
  await runSoon();
  expect(subjects()).toHaveLength(1);
});

it.each([1, 2])('loses nothing when the rotation dies before its write %d', async (n) => {
  const { key } = await newKey();
  const dying = new RotationStore(new TableClient(dieBefore(table, n), table.tableName));
  await expect(bench.rotate(key, { byKey }, dying)).rejects.toThrow();
  await runSoon();
  expect(subjects()).toEqual([]);
  await bench.rotate(key, { byKey });
  await runSoon();
  expect(subjects()).toHaveLength(1);
});

it('sends each mail once, wherever a run dies, and at most twice where it dies right after sending', async () => {
  const { account, key } = await newKey();
  for (let n = 1; n <= 8; n++) {
    const before = subjects().length;
    await bench.rotate(key, { byKey });
    bench.advance(1);
    await bench.run({}, dieBefore(table, n));
    await runSoon();
    bench.advance(minutes(20));
    await bench.run();
    // Between the mail service's acceptance and the record of it, nobody knows.
    expect(subjects().length - before).toBe(n === 3 ? 2 : 1);
    expect(await bench.logOf(account)).toHaveLength(n);
  }
  bench.errors.length = 0;
});

it('heeds a first use that is seen while a run is telling of the rotation', async () => {
  const { key } = await newKey();
  await bench.rotate(key, { byKey });
  bench.advance(minutes(5));
  bench.mailer.fault = () => {
    seen ??= bench.call(key, 2);
    return null;
  };
  let seen: Promise<void> | undefined;
  await bench.run();
  await seen;
  await runSoon();
  bench.advance(0.5 - minutes(15));
  await bench.call(key, 1);
  await runSoon();
  expect(subjects()).toEqual([
    'Server rotated itself and has a new secret key',
    'Server still uses its old secret key, which stops working in 12 hours',
  ]);
});

it('tells who wants no mails ahead what can’t wait, and no reminders', async () => {
  const { account, key } = await newKey();
  await bench.accounts.change(account.accountId, () => ({ leadTimeMails: false }), bench.now);
  await bench.rotate(key, { byKey });
  await runSoon();
  expect(subjects()).toEqual(['Server rotated itself and has a new secret key']);
  expect(bench.mailer.sent[0]?.text).toContain('because a secret key is new, or about to stop working');
  await runAt(7, 8);
  expect(subjects()).toHaveLength(1);
});

it('gathers reminders of many keys, and tries again what is refused', async () => {
  const account = await bench.newAccount();
  const keys = [];
  for (let n = 0; n < 5; n++) keys.push((await bench.newKey(account, { ...fields, expiresAt: null })).key);
  for (const key of keys) {
    await bench.rotate(key);
    bench.advance(minutes(5));
  }
  bench.mailer.fault = () => (bench.now < new Date(inDays(7).getTime() + 600_000) ? 'refused' : null);
  for (let n = 0; n < 30; n++) await runAt(7 + minutes(15 * n));
  expect(subjects().at(0)).toMatch(/API keys have new secret keys that are not used yet$/);
  expect(subjects().length).toBeLessThanOrEqual(3);
  expect((await bench.logOf(account)).filter(({ outcome }) => outcome === 'sent')).toHaveLength(5);
});

it('makes an additional recipient up for what it has missed, while that is still true', async () => {
  const { account, key } = await newKey();
  const reader = 'reader@example.com';
  const confirmed = { email: reader, requestedAt: start, askedAt: start, confirmedAt: start };
  await bench.accounts.change(account.accountId, () => ({ noticeEmails: [confirmed] }), start);
  bench.mailsPerDay = { holder: 30, recipients: 0 };
  await bench.rotate(key, { byKey });
  await runSoon();
  expect(bench.mailsTo(account.email)).toBe(1);
  expect(bench.mailsTo(reader)).toBe(0);
  bench.mailsPerDay = { holder: 30, recipients: 20 };
  bench.advance(1.1);
  await bench.run();
  expect(bench.mailsTo(reader)).toBe(1);
  expect(subjects().at(-1)).toBe('Server rotated itself and has a new secret key');
  expect((await bench.logOf(account))[0]?.to).toEqual([account.email, reader]);
});
