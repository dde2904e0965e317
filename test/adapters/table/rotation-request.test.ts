import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { AccountCreation } from '../../../lambdas/adapters/table/account-creation.ts';
import { keyItemKey } from '../../../lambdas/adapters/table/item-keys.ts';
import type { KeyItem } from '../../../lambdas/adapters/table/item-shapes.ts';
import { KeyStore } from '../../../lambdas/adapters/table/key-store.ts';
import { RotationStore } from '../../../lambdas/adapters/table/rotation-store.ts';
import { TableClient } from '../../../lambdas/adapters/table/table-client.ts';
import type { Account } from '../../../lambdas/core/account.ts';
import type { IdempotentRequest } from '../../../lambdas/core/idempotency.ts';
import type { Key } from '../../../lambdas/core/key.ts';
import { beginRotation, finishRotation } from '../../../lambdas/core/rotation.ts';
import { hashSecret } from '../../../lambdas/core/secret.ts';
import { dieBefore, retryingEveryWrite } from '../../support/faults.ts';
import { openTestTable, type TestTable } from '../../support/test-table.ts';

const now = new Date('2026-06-15T12:00:00.000Z');
const hour = 3_600;
/** Of a rotation: the notifier's look at it, the key. */
const writes = 2;

let table: TestTable;
let account: Account;
let key: Key;
let count = 0;

const clientOf = (documents: DynamoDBDocumentClient = table.documents) =>
  new TableClient(documents, table.tableName);
const storeOf = (documents?: DynamoDBDocumentClient) => new RotationStore(clientOf(documents));
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const requestOf = (idempotencyKey: string): IdempotentRequest => ({
  idempotencyKey,
  actor: 'holder:one',
  method: 'POST',
  path: '/rotations',
});

interface Sending {
  documents?: DynamoDBDocumentClient;
  at?: Date;
  body?: { overlapSeconds?: number; force?: boolean };
  /** Null: none. */
  key?: string | null;
  ifVersions?: number[];
}
/** Sends the request once more. */
const rotate = ({ documents, at = now, body = {}, key: name = 'first', ifVersions }: Sending = {}) =>
  storeOf(documents).rotate(
    key,
    {
      begin:
        (hash) =>
        (secrets, { expiresAt }) =>
          beginRotation(
            secrets,
            { hash, overlapSeconds: body.overlapSeconds ?? hour, force: body.force ?? false },
            { expiresAt, counting: null, now: at },
          ),
      once: name === null ? null : { account, request: requestOf(name), body },
    },
    { now: at, ...(ifVersions && { ifVersions }) },
  );
const finish = (at = now) =>
  storeOf().change(
    key,
    (secrets, { expiresAt }) => finishRotation(secrets, { expiresAt, counting: null, now: at }),
    { editedAt: at },
  );
const refusal = (code: string) => expect.objectContaining({ code });
const itemOf = () => clientOf().get<KeyItem>(keyItemKey(key));

beforeAll(async () => {
  table = await openTestTable();
});
beforeEach(async () => {
  const signIn = { sub: `sub-${++count}`, email: 'holder@example.com' };
  const made = await new AccountCreation(clientOf(), [30]).ensure(signIn, now);
  if (!made.created) throw new Error('The account was there.');
  ({ account } = made);
  key = made.created.key;
});
afterAll(() => table.close());

describe('a repeated rotation', () => {
  it('gets the same secret, writes nothing, and is told so', async () => {
    const first = await rotate();
    expect(first).toMatchObject({ isReplay: false, key: { rotation: { startedAt: now } } });
    expect(await itemOf()).toMatchObject({ newDigest: hashSecret(first.secretKey), newSecretNo: 2 });
    const again = await rotate({ documents: dieBefore(table, 1), at: later(24 * hour - 1) });
    expect(again).toEqual({ ...first, isReplay: true });
  });

  it('is looked up before whatever would refuse it now: its version, the rotation in progress, an expiry', async () => {
    const { secretKey } = await rotate({ ifVersions: [1] });
    await new KeyStore(clientOf(), [30]).expire(key, later(1));
    expect(await rotate({ ifVersions: [1], at: later(2) })).toMatchObject({ secretKey, isReplay: true });
  });

  it('gets its secret for as long as that works, whatever became of the rotation', async () => {
    const { secretKey } = await rotate();
    await finish();
    expect(await rotate()).toMatchObject({ secretKey, isReplay: true, key: { rotation: null } });
    await rotate({ key: 'second' });
    expect(await rotate()).toMatchObject({ secretKey, isReplay: true });
    await finish();
    await expect(rotate()).rejects.toEqual(refusal('idempotency_key_used'));
  });

  it('is known as used after any number of later ones, within a day', async () => {
    for (const name of ['first', 'second', 'third', 'fourth'])
      await rotate({ key: name, body: { force: true } });
    const { version } = (await itemOf()) ?? {};
    for (const name of ['first', 'second', 'third']) {
      const repeat = rotate({ key: name, body: { force: true }, at: later(24 * hour - 1) });
      await expect(repeat).rejects.toEqual(refusal('idempotency_key_used'));
    }
    expect(await itemOf()).toMatchObject({ version });
  });

  it('is refused with another body, of the latest rotation and of an earlier one, and changes nothing', async () => {
    await rotate();
    const other = { overlapSeconds: 60, force: true };
    await expect(rotate({ body: other })).rejects.toEqual(refusal('idempotency_key_mismatch'));
    await rotate({ key: 'second', body: { force: true } });
    await expect(rotate({ body: other })).rejects.toEqual(refusal('idempotency_key_mismatch'));
    expect(await itemOf()).toMatchObject({ newSecretNo: 3 });
  });

  it('is forgotten a day after its success: it rotates the key once more', async () => {
    const first = await rotate();
    await finish();
    const second = await rotate({ at: later(24 * hour) });
    expect(second.isReplay).toBe(false);
    expect(second.secretKey).not.toBe(first.secretKey);
    expect(await rotate({ at: later(25 * hour) })).toEqual({ ...second, isReplay: true });
  });

  it('leaves one without an Idempotency-Key alone, and is not forgotten by it', async () => {
    const { secretKey } = await rotate();
    const plain = await rotate({ key: null, body: { force: true } });
    expect(plain.isReplay).toBe(false);
    expect(plain.secretKey).not.toBe(secretKey);
    await expect(rotate()).rejects.toEqual(refusal('idempotency_key_used'));
  });

  it('finds no key that was deleted', async () => {
    await rotate();
    await new KeyStore(clientOf(), [30]).delete(key, now);
    await expect(rotate()).rejects.toEqual(refusal('key_not_found'));
  });
});

it('costs no write more than a rotation without it, and one if an earlier one is still remembered', async () => {
  await rotate({ documents: dieBefore(table, writes + 1) });
  const next = { key: 'second', body: { force: true } };
  await expect(rotate({ ...next, documents: dieBefore(table, writes + 1) })).rejects.toThrow();
  await rotate({ ...next, documents: dieBefore(table, writes + 2) });
  await rotate({ ...next, key: 'third', at: later(25 * hour), documents: dieBefore(table, writes + 1) });
});

it('leaves neither the Idempotency-Key nor the secret in the table', async () => {
  const secrets = [
    await rotate({ key: 'a key of its own 1' }),
    await rotate({ key: 'a key of its own 2', body: { force: true } }),
  ];
  const { Items } = await table.documents.send(new ScanCommand({ TableName: table.tableName }));
  const stored = JSON.stringify(Items);
  expect(stored).toContain('rotationRequest');
  for (const text of ['a key of its own', ...secrets.map(({ secretKey }) => secretKey)])
    expect(stored).not.toContain(text);
});

describe('whoever dies', () => {
  const deaths = Array.from({ length: writes + 1 }, (_, before) => before + 1);
  const pairs = deaths.flatMap((first) => deaths.map((second) => [first, second] as const));

  it.each(pairs)(
    'before write %i, and its successor before write %i: a further one rotates the key, once',
    async (first, second) => {
      await rotate({ key: 'earlier' });
      await finish();
      await expect(rotate({ documents: dieBefore(table, first) })).rejects.toThrow();
      await rotate({ documents: dieBefore(table, second) }).catch(() => {});
      const { secretKey } = await rotate({ at: later(1) });
      expect(await rotate({ at: later(2) })).toMatchObject({ secretKey, isReplay: true });
      expect(await itemOf()).toMatchObject({ newSecretNo: 3, newDigest: hashSecret(secretKey) });
    },
  );

  it('before the key is written binds nobody to its body', async () => {
    await expect(rotate({ documents: dieBefore(table, writes) })).rejects.toThrow();
    expect(await rotate({ body: { overlapSeconds: 60 } })).toMatchObject({ isReplay: false });
    await expect(rotate()).rejects.toEqual(refusal('idempotency_key_mismatch'));
  });
});

it('converges on one secret when 20 are sent at once', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, (_, n) => rotate({ at: later(n / 1000) })));
  expect(new Set(all.map(({ secretKey }) => secretKey)).size).toBe(1);
  expect(all.filter(({ isReplay }) => !isReplay)).toHaveLength(1);
  expect(await itemOf()).toMatchObject({ newSecretNo: 2, newDigest: hashSecret(all[0]?.secretKey ?? '') });
});

it('is no replay when only the responses of its own writes were lost', async () => {
  const { secretKey, isReplay } = await rotate({ documents: retryingEveryWrite(table) });
  expect(isReplay).toBe(false);
  expect(await itemOf()).toMatchObject({ newSecretNo: 2, newDigest: hashSecret(secretKey) });
});
