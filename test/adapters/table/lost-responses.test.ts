import { ConditionalCheckFailedException, InternalServerError } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { AccountCreation } from '../../../lambdas/adapters/table/account-creation.ts';
import { toNewAccountItem } from '../../../lambdas/adapters/table/account-items.ts';
import { toNewKeyItem } from '../../../lambdas/adapters/table/key-items.ts';
import { KeyStore } from '../../../lambdas/adapters/table/key-store.ts';
import { TableClient } from '../../../lambdas/adapters/table/table-client.ts';
import { hashSecret } from '../../../lambdas/core/secret.ts';
import { sampleAccount } from '../../core/sample-account.ts';
import { sampleKey } from '../../core/sample-key.ts';

// What a store makes of a write that the SDK tried several times: the first try may have been carried out, so
// that the next met its own work. The mock stands in for every client, so no server is needed.

const dynamodb = mockClient(DynamoDBDocumentClient);
const table = new TableClient(Object.create(DynamoDBDocumentClient.prototype), 'the-table');
const accounts = new AccountCreation(table, [30]);
const keys = new KeyStore(table, [30]);

const now = new Date('2026-06-15T12:00:00.000Z');
const account = sampleAccount();
const key = sampleKey();
const keyItem = toNewKeyItem(key, hashSecret('secret'));
const accountItem = toNewAccountItem(account, key.keyId);
const refusedAt = (attempts: number) =>
  new ConditionalCheckFailedException({ message: 'No.', $metadata: { attempts } });
const outage = new InternalServerError({ message: 'Oh.', $metadata: {} });

beforeEach(() => dynamodb.reset());

describe('deleting a key', () => {
  beforeEach(() => {
    dynamodb.on(GetCommand).resolves({ Item: keyItem });
    dynamodb.on(UpdateCommand).resolves({});
  });

  it('has succeeded when the condition fails at a second try: the first one deleted it', async () => {
    dynamodb.on(DeleteCommand).rejects(refusedAt(2));
    await expect(keys.delete(key)).resolves.toBeUndefined();
  });

  it('finds no key when the condition fails at the first try: somebody else deleted it', async () => {
    dynamodb.on(DeleteCommand).rejects(refusedAt(1));
    await expect(keys.delete(key)).rejects.toMatchObject({ code: 'key_not_found' });
    expect(dynamodb.commandCalls(UpdateCommand)).toHaveLength(0);
  });

  it('is done even if its place can not be given back', async () => {
    dynamodb.on(DeleteCommand).resolves({});
    dynamodb.on(UpdateCommand).rejects(outage);
    await expect(keys.delete(key)).resolves.toBeUndefined();
  });

  it('is not known to be done when the table fails', async () => {
    dynamodb.on(DeleteCommand).rejects(outage);
    await expect(keys.delete(key)).rejects.toMatchObject({ code: 'unavailable' });
  });
});

describe('editing a key', () => {
  const edited = { ...keyItem, name: 'new', updatedAtMs: now.getTime(), version: 2 };
  const edit = () => keys.update(key, { name: 'new' }, { account, ifVersion: 1, now });

  it('has succeeded when a second try meets this very edit', async () => {
    dynamodb.on(UpdateCommand).rejects(refusedAt(2));
    dynamodb.on(GetCommand).resolves({ Item: edited });
    expect(await edit()).toMatchObject({ name: 'new', version: 2 });
  });

  it.each([
    ['the same at a first try', 1, edited],
    ['another version', 2, { ...edited, version: 3 }],
    ['another name', 2, { ...edited, name: 'other' }],
    ['another instant', 2, { ...edited, updatedAtMs: 0 }],
  ])('is a conflict when it meets %s', async (_, attempts, Item) => {
    dynamodb.on(UpdateCommand).rejects(refusedAt(attempts));
    dynamodb.on(GetCommand).resolves({ Item });
    await expect(edit()).rejects.toMatchObject({ code: 'key_changed' });
  });

  it('finds no key when there is none, or only a voided reservation', async () => {
    dynamodb.on(UpdateCommand).rejects(refusedAt(1));
    for (const Item of [undefined, { pk: keyItem.pk, sk: keyItem.sk, removeAfter: 1 }]) {
      dynamodb.on(GetCommand).resolves(Item ? { Item } : {});
      await expect(edit()).rejects.toMatchObject({ code: 'key_not_found' });
    }
  });
});

describe('creating a key', () => {
  const create = () =>
    keys.create(account, { name: 'k', description: null, expiresAt: null }, { keyLimit: 2, now });

  it('has succeeded when a second try meets the key that the first one wrote', async () => {
    dynamodb.on(UpdateCommand).resolves({ Attributes: accountItem });
    dynamodb.on(PutCommand).callsFake(({ Item }) => {
      dynamodb.on(GetCommand).resolves({ Item });
      throw refusedAt(2);
    });
    await expect(create()).resolves.toMatchObject({ key: { name: 'k' } });
  });

  it('is to be tried again when its reservation was voided', async () => {
    dynamodb.on(UpdateCommand).resolves({ Attributes: accountItem });
    dynamodb.on(PutCommand).rejects(refusedAt(1));
    dynamodb.on(GetCommand).resolves({ Item: { pk: keyItem.pk, sk: keyItem.sk, removeAfter: 1 } });
    await expect(create()).rejects.toMatchObject({ code: 'unavailable' });
  });

  it('names the limit when there is no room, and writes no key', async () => {
    dynamodb.on(UpdateCommand).rejects(refusedAt(1));
    dynamodb.on(QueryCommand).resolves({ Items: [accountItem, keyItem] });
    await expect(create()).rejects.toMatchObject({
      code: 'key_limit_reached',
      detail: expect.stringContaining('2 keys'),
    });
    expect(dynamodb.commandCalls(PutCommand)).toHaveLength(0);
  });
});

describe('ensuring an account', () => {
  const signIn = { sub: 'sub', email: account.email };

  it('has won when a second try meets its own mapping', async () => {
    dynamodb.on(GetCommand).resolvesOnce({});
    dynamodb.on(PutCommand).resolves({});
    dynamodb.on(UpdateCommand).callsFake(({ Key, ExpressionAttributeValues }) => {
      expect(Key.sk).toBe('SIGNIN');
      dynamodb
        .on(GetCommand)
        .resolves({ Item: { ...Key, accountId: ExpressionAttributeValues[':accountId'] } });
      throw refusedAt(2);
    });
    const { created } = await accounts.ensure(signIn, now);
    expect(created?.key.isDefault).toBe(true);
    expect(dynamodb.commandCalls(DeleteCommand)).toHaveLength(0);
  });

  it('takes its drafts back when another call won', async () => {
    dynamodb
      .on(GetCommand)
      .resolvesOnce({})
      .resolvesOnce({ Item: { accountId: account.accountId } })
      .resolvesOnce({ Item: { accountId: account.accountId } })
      .resolvesOnce({ Item: accountItem });
    dynamodb.on(PutCommand).resolves({});
    dynamodb.on(UpdateCommand).rejects(refusedAt(1));
    // Nobody can see what stays of them, so a failure here is none of the caller's.
    dynamodb.on(DeleteCommand).rejects(outage);
    expect(await accounts.ensure(signIn, now)).toMatchObject({
      account: { accountId: account.accountId },
      created: null,
    });
    expect(dynamodb.commandCalls(DeleteCommand)).toHaveLength(2);
  });
});

describe('changing an account', () => {
  it('is tried again on what another change left, ten times at most', async () => {
    dynamodb.on(GetCommand).resolves({ Item: accountItem });
    dynamodb.on(UpdateCommand).rejects(refusedAt(1));
    const edit = jest.fn(() => ({ timeZone: 'Asia/Tokyo' }));
    await expect(accounts.change(account.accountId, edit, now)).rejects.toMatchObject({
      code: 'unavailable',
    });
    expect(edit).toHaveBeenCalledTimes(10);
  });

  it('writes on condition that the account is as it was seen', async () => {
    dynamodb.on(GetCommand).resolves({ Item: { ...accountItem, version: 7 } });
    dynamodb.on(UpdateCommand).resolves({ Attributes: accountItem });
    await accounts.change(account.accountId, () => ({ timeZone: 'Asia/Tokyo' }), now);
    await accounts.markAddress(account.accountId, account.email, 'bounced', now);
    const updates = dynamodb.commandCalls(UpdateCommand).map(({ args: [{ input }] }) => input);
    expect(updates).toHaveLength(2);
    for (const { ConditionExpression, ExpressionAttributeValues } of updates) {
      expect(ConditionExpression).toBe('#version = :seen');
      expect(ExpressionAttributeValues).toMatchObject({ ':seen': 7, ':version': 8 });
    }
  });
});
