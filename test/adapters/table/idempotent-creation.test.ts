import { type DynamoDBDocumentClient, ScanCommand } from '@aws-sdk/lib-dynamodb';
import { AccountCreation } from '../../../lambdas/adapters/table/account-creation.ts';
import { inventoryRange, requestItemKey } from '../../../lambdas/adapters/table/item-keys.ts';
import type { AccountItem } from '../../../lambdas/adapters/table/item-shapes.ts';
import { KeyStore } from '../../../lambdas/adapters/table/key-store.ts';
import { TableClient } from '../../../lambdas/adapters/table/table-client.ts';
import type { Account } from '../../../lambdas/core/account.ts';
import type { IdempotentRequest } from '../../../lambdas/core/idempotency.ts';
import type { KeyFields } from '../../../lambdas/core/key-draft.ts';
import { Problem } from '../../../lambdas/core/problem-catalogue.ts';
import { hashSecret } from '../../../lambdas/core/secret.ts';
import { dieBefore, retryingEveryWrite, sleepBeforePut } from '../../support/faults.ts';
import { openTestTable, type TestTable } from '../../support/test-table.ts';

const now = new Date('2026-06-15T12:00:00.000Z');
const hour = 3_600;
const fields: KeyFields = { name: 'Server', description: null, expiresAt: null };
/** The default key, and one more. */
const keyLimit = 2;
/** Of a creation: the record, the reservation, the key. */
const writes = 3;

let table: TestTable;
let account: Account;
let count = 0;

const clientOf = (documents: DynamoDBDocumentClient = table.documents) =>
  new TableClient(documents, table.tableName);
const storeOf = (documents?: DynamoDBDocumentClient) => new KeyStore(clientOf(documents), [30]);
const later = (seconds: number) => new Date(now.getTime() + seconds * 1000);
const request: IdempotentRequest = {
  idempotencyKey: 'a lost response is no lost key',
  actor: 'holder:one',
  method: 'POST',
  path: '/api/v1/keys',
};

interface Sending {
  documents?: DynamoDBDocumentClient;
  at?: Date;
  body?: object;
  limit?: number;
  decide?: () => KeyFields;
  of?: Partial<IdempotentRequest>;
}
/** Sends the request once more. */
const create = ({
  documents,
  at = now,
  body = { name: 'Server' },
  limit = keyLimit,
  decide = () => fields,
  of = {},
}: Sending = {}) =>
  storeOf(documents).createOnce(account, { request: { ...request, ...of }, body }, decide, {
    keyLimit: limit,
    now: at,
  });
/** A key that some other request makes. */
const createOther = (at: Date, limit = keyLimit) =>
  storeOf().create(account, fields, { keyLimit: limit, now: at });
const refusal = (code: string) => expect.objectContaining({ code });
/** The ids of the account's keys besides its default key, and those that are reserved. */
const standing = async () => {
  const { keys = [] } = (await storeOf().list(account.accountId)) ?? {};
  const item = await clientOf().get<AccountItem>({ pk: account.accountId, sk: 'ACCOUNT' });
  const defaultId = keys.find(({ isDefault }) => isDefault)?.keyId;
  return {
    keys: keys.filter(({ isDefault }) => !isDefault).map(({ keyId }) => keyId),
    places: Object.keys(item?.keys ?? {}).filter((keyId) => keyId !== defaultId),
  };
};
beforeAll(async () => {
  table = await openTestTable();
});
beforeEach(async () => {
  const signIn = { sub: `sub-${++count}`, email: 'holder@example.com' };
  ({ account } = await new AccountCreation(clientOf(), [30]).ensure(signIn, now));
});
afterAll(() => table.close());

describe('a repeated request', () => {
  it('gets the same key and secret, writes nothing, and is told so', async () => {
    const first = await create();
    expect(first).toMatchObject({ isReplay: false, key: fields });
    const again = await create({ documents: dieBefore(table, 1), at: later(24 * hour - 1) });
    expect(again).toEqual({ ...first, isReplay: true });
  });

  it('is looked up before there is any check of time or room', async () => {
    const { key } = await create();
    const refuse = () => {
      throw new Problem('expires_in_past');
    };
    expect(await create({ decide: refuse, limit: 1, at: later(1) })).toMatchObject({ key, isReplay: true });
  });

  it('shows the key as it is now, expired or renamed', async () => {
    const { key, secretKey } = await create();
    await storeOf().update(key, { name: 'New' }, { account, ifVersion: null, now });
    const expired = await storeOf().expire(key, later(60));
    expect(await create({ at: later(70) })).toEqual({ key: expired, secretKey, isReplay: true });
  });

  it('is refused with another body, and changes nothing', async () => {
    const { key } = await create();
    await expect(create({ body: { name: 'Other' } })).rejects.toEqual(refusal('idempotency_key_mismatch'));
    expect(await standing()).toEqual({ keys: [key.keyId], places: [key.keyId] });
  });

  it('is another one from another caller, or to another call', async () => {
    const all = [
      await create({ limit: 9 }),
      await create({ limit: 9, of: { actor: 'holder:two' } }),
      await create({ limit: 9, of: { path: '/v1/keys' } }),
    ];
    expect(new Set(all.map(({ key }) => key.keyId)).size).toBe(3);
    expect(new Set(all.map(({ secretKey }) => secretKey)).size).toBe(3);
  });

  it('is forgotten a day after its success: it makes another key with another secret', async () => {
    const first = await create();
    const second = await create({ at: later(24 * hour), limit: 3 });
    expect(second.isReplay).toBe(false);
    expect([second.key.keyId, second.secretKey]).not.toEqual([first.key.keyId, first.secretKey]);
    expect(await create({ at: later(25 * hour), body: { name: 'Server' } })).toMatchObject({
      key: second.key,
    });
  });

  it.each([0, 24 * hour, 49 * hour])(
    'never brings a key back that was deleted %i seconds later',
    async (seconds) => {
      const { key } = await create();
      await storeOf().delete(key, later(seconds));
      const repeat = create({ at: later(seconds + 1) });
      if (seconds === 0) await expect(repeat).rejects.toEqual(refusal('idempotency_key_used'));
      else expect((await repeat).key.keyId).not.toBe(key.keyId);
      await expect(storeOf().get(key)).rejects.toEqual(refusal('key_not_found'));
      await expect(storeOf().delete(key, later(seconds))).rejects.toEqual(refusal('key_not_found'));
    },
  );

  it('is refused when its secret has been replaced, but not while that still works beside the new one', async () => {
    const { key, secretKey } = await create();
    await clientOf().update(
      { pk: account.accountId, sk: `KEY#${key.keyId}` },
      {
        expression: 'SET digest = :other, oldDigest = :old, oldSecretUntil = :until',
        values: {
          ':other': hashSecret('another'),
          ':old': hashSecret(secretKey),
          ':until': later(60).getTime() / 1000,
        },
      },
    );
    expect(await create({ at: later(59) })).toMatchObject({ secretKey, isReplay: true });
    await expect(create({ at: later(60) })).rejects.toEqual(refusal('idempotency_key_used'));
  });
});

it('costs one write more than a creation without it', async () => {
  await storeOf(dieBefore(table, writes)).create(account, fields, { keyLimit: 9, now });
  await expect(create({ documents: dieBefore(table, writes), limit: 9 })).rejects.toThrow();
  await create({ documents: dieBefore(table, writes + 1), limit: 9, of: { actor: 'holder:two' } });
});

it('leaves neither the Idempotency-Key nor the secret in the table', async () => {
  const { secretKey } = await create();
  const { Items } = await table.documents.send(new ScanCommand({ TableName: table.tableName }));
  const stored = JSON.stringify(Items);
  expect(stored).toContain(account.accountId);
  for (const text of [request.idempotencyKey, secretKey]) expect(stored).not.toContain(text);
});

it('keeps its records apart from the inventory, which lists read whole', () => {
  const { sk } = requestItemKey(account.accountId, '-');
  expect(sk > inventoryRange.last).toBe(true);
});

describe('whoever dies', () => {
  const deaths = Array.from({ length: writes }, (_, before) => before + 1);
  const pairs = deaths.flatMap((first) => deaths.map((second) => [first, second] as const));
  // 61 seconds later, other creations take the place for one that will never be used.
  const cases = pairs.flatMap(([first, second]) => [0, 61].map((pause) => [first, second, pause] as const));

  it.each(cases)(
    'before write %i, and its successor before write %i, %i seconds later: a further one makes one key',
    async (first, second, pause) => {
      await expect(create({ documents: dieBefore(table, first) })).rejects.toThrow();
      if (pause > 0) {
        // Takes the last place, and gives it back.
        const { key } = await createOther(later(pause));
        await storeOf().delete(key, later(pause));
      }
      await create({ documents: dieBefore(table, second), at: later(pause) }).catch(() => {});
      const { key, secretKey } = await create({ at: later(pause) });
      expect(await create({ at: later(pause + 1) })).toEqual({ key, secretKey, isReplay: true });
      expect(await standing()).toEqual({ keys: [key.keyId], places: [key.keyId] });
      await expect(createOther(later(pause + 62))).rejects.toEqual(refusal('key_limit_reached'));
    },
  );

  it.each(deaths)('before write %i leaves no place taken that others need', async (death) => {
    await expect(create({ documents: dieBefore(table, death) })).rejects.toThrow();
    await createOther(later(61));
    await expect(create({ at: later(62) })).rejects.toEqual(refusal('key_limit_reached'));
    expect((await standing()).keys).toHaveLength(1);
    const { keys } = await standing();
    await storeOf().delete({ accountId: account.accountId, keyId: String(keys[0]) }, later(63));
    await create({ at: later(64) });
    expect((await standing()).keys).toHaveLength(1);
  });

  it('before the key is there binds nobody to its body', async () => {
    await expect(create({ documents: dieBefore(table, writes) })).rejects.toThrow();
    const { key } = await create({ body: { name: 'Other' } });
    await expect(create()).rejects.toEqual(refusal('idempotency_key_mismatch'));
    expect(await standing()).toEqual({ keys: [key.keyId], places: [key.keyId] });
  });

  it('long ago leads to no id that a deleted key may have had', async () => {
    await expect(create({ documents: dieBefore(table, writes) })).rejects.toThrow();
    const [abandoned] = (await standing()).places;
    const { key } = await create({ at: later(24 * hour) });
    expect(key.keyId).not.toBe(abandoned);
  });
});

describe('whoever only slept', () => {
  it('finds the key that a repeat has made', async () => {
    const [documents, wake] = sleepBeforePut(table);
    const late = create({ documents });
    await wake.reached;
    const { key, secretKey } = await create({ at: later(1) });
    wake.up();
    expect(await late).toEqual({ key, secretKey, isReplay: true });
    expect(await standing()).toEqual({ keys: [key.keyId], places: [key.keyId] });
  });

  it('makes another key when its place went to others and is free again', async () => {
    const [documents, wake] = sleepBeforePut(table);
    const late = create({ documents });
    await wake.reached;
    const { key: other } = await createOther(later(61));
    await storeOf().delete(other, later(62));
    wake.up();
    const { key } = await late;
    expect(await standing()).toEqual({ keys: [key.keyId], places: [key.keyId] });
  });

  it('does not bring back what a repeat has made and the holder has deleted, even if places were cleaned up', async () => {
    const [documents, wake] = sleepBeforePut(table);
    const late = create({ documents });
    await wake.reached;
    const { key } = await create({ at: later(1) });
    await storeOf().delete(key, later(2));
    // As a repeat leaves it that dies at the worst moment; the next creation of somebody frees it.
    await clientOf().update(
      { pk: account.accountId, sk: 'ACCOUNT' },
      {
        expression: 'SET #keys.#id = :at',
        names: { '#keys': 'keys', '#id': key.keyId },
        values: { ':at': 0 },
      },
    );
    const { key: other } = await createOther(later(61));
    wake.up();
    await expect(late).rejects.toEqual(refusal('idempotency_key_used'));
    expect(await standing()).toEqual({ keys: [other.keyId], places: [other.keyId] });
  });
});

it('converges on one key and one secret when 20 are sent at once, for the last place', async () => {
  const all = await Promise.all(Array.from({ length: 20 }, () => create()));
  expect(new Set(all.map(({ key }) => key.keyId)).size).toBe(1);
  expect(new Set(all.map(({ secretKey }) => secretKey)).size).toBe(1);
  expect((await standing()).places).toHaveLength(1);
});

it('makes one key of two at once that want different ones', async () => {
  const settled = await Promise.allSettled([create(), create({ body: { name: 'Other' } })]);
  expect(settled.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  for (const outcome of settled)
    if (outcome.status === 'rejected') expect(outcome.reason).toEqual(refusal('idempotency_key_mismatch'));
  expect((await standing()).keys).toHaveLength(1);
});

it('is no replay when only the responses of its own writes were lost', async () => {
  const { key, isReplay } = await create({ documents: retryingEveryWrite(table) });
  expect(isReplay).toBe(false);
  expect(await standing()).toEqual({ keys: [key.keyId], places: [key.keyId] });
});
