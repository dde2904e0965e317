import { KeyStore } from '../../lambdas/adapters/table/key-store.ts';
import { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import type { Account } from '../../lambdas/core/account.ts';
import type { Key } from '../../lambdas/core/key.ts';
import { changeAccess, type KeyAccess } from '../../lambdas/core/key-access.ts';
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

const subjects = () => bench.mailer.sent.map(({ subject }) => subject);

async function newKey(name = 'Server') {
  const account = await bench.newAccount();
  const { key } = await bench.newKey(account, { ...fields, name, expiresAt: null });
  return { account, key };
}

/** As the function that edits a key does. @param documents of its process */
async function give(account: Account, key: Key, access: KeyAccess, documents = table.documents) {
  const store = new KeyStore(new TableClient(documents, table.tableName), [30, 7, 1]);
  const current = await bench.keys.get(key);
  const changes = changeAccess(current.access, access, bench.now);
  return store.update(key, changes, { account, ifVersion: null, now: bench.now });
}

/** Runs it twice, when what was announced is looked at. */
const runSoon = async () => {
  for (let n = 0; n < 2; n++) {
    bench.advance(5 / 1440);
    await bench.run();
  }
};

it('mails the holder of a grant once, and of one that gives more, and writes both into the log', async () => {
  const { account, key } = await newKey();
  await give(account, key, 'read');
  await runSoon();
  expect(subjects()).toEqual(['Server may now see the keys of the account']);
  const [mail] = bench.mailer.sent;
  expect(mail?.to).toBe(account.email);
  expect(mail?.text).toContain('Given access on Mon, 15 June 2026 at 12:00 UTC');
  expect(mail?.text).toContain('take the access away');
  expect(mail?.html).toContain(`https://keys.example.com/keys/${key.keyId}`);

  bench.now = inDays(1);
  await give(account, key, 'write');
  await runSoon();
  await give(account, key, 'read');
  for (const days of [2, 3, 40]) {
    bench.now = inDays(days);
    await runSoon();
  }
  expect(subjects().slice(1)).toEqual(['Server may now manage the keys of the account']);
  const log = { kind: 'access_granted', outcome: 'sent', to: [account.email] };
  expect(await bench.logOf(account)).toEqual([
    expect.objectContaining({ ...log, startedAt: inDays(1) }),
    expect.objectContaining({ ...log, startedAt: start }),
  ]);
});

it('mails of a key that is created with access, and of access that was taken away before anybody could look', async () => {
  const account = await bench.newAccount();
  await bench.newKey(account, { ...fields, name: 'Pipeline', expiresAt: null, access: 'write' });
  await runSoon();
  expect(subjects()).toEqual(['Pipeline may now manage the keys of the account']);

  const { account: other, key } = await newKey('Stolen');
  await give(other, key, 'write');
  await give(other, key, 'none');
  await runSoon();
  expect(subjects().slice(1)).toEqual(['Stolen was given access to the keys of the account for a while']);
});

it('tells nothing of a grant whose process died before it was written, and all of its repeat', async () => {
  const { account, key } = await newKey();
  // It has told the notifier to look, and no more.
  await expect(give(account, key, 'write', dieBefore(table, 2))).rejects.toThrow();
  await runSoon();
  expect(subjects()).toEqual([]);
  await give(account, key, 'write');
  await runSoon();
  expect(subjects()).toEqual(['Server may now manage the keys of the account']);
});

it('keeps what a rotation of the key has to tell, each once', async () => {
  const { account, key } = await newKey();
  await bench.rotate(key);
  await give(account, key, 'read');
  await runSoon();
  for (const days of [7, 8, 30, 31, 60]) {
    bench.now = inDays(days);
    await bench.run();
  }
  expect(subjects()).toEqual([
    'Server may now see the keys of the account',
    'Server has a new secret key, unused for 7 days',
    'Server has a new secret key, unused for 30 days',
  ]);
});
