import { proofAttributes } from '../../lambdas/adapters/gateway/key-reader.ts';
import { accountItemKey, signInItemKey } from '../../lambdas/adapters/table/item-keys.ts';
import type { AccountItem, KeyItem } from '../../lambdas/adapters/table/item-shapes.ts';
import { toNewKeyItem } from '../../lambdas/adapters/table/key-items.ts';
import { formatAccessKey, newAccountId, newKeyId } from '../../lambdas/core/access-key.ts';
import { randomBase62 } from '../../lambdas/core/base62.ts';
import { toEpochSeconds } from '../../lambdas/core/instant.ts';
import { neverUsed } from '../../lambdas/core/key-use.ts';
import { nextNoticeAt } from '../../lambdas/core/notice-schedule.ts';
import { hashSecret, newSecretKey } from '../../lambdas/core/secret.ts';
import { formatToken } from '../../lambdas/core/token.ts';

/** The table stub's response to calls whose body contains a text; the response to other calls is `{}`. */
export interface CannedResponse {
  /** Such as `GetItem`. */
  call: string;
  bodyContains: string;
  response: object;
}

export const leadDays = [30, 7, 1];
export const keyPrefix = 'lk';
export const tableName = 'latchkey';

/** One account with some keys, as stored in the table. */
export interface SampleAccount {
  /** The sign-in of the account. */
  sub: string;
  account: AccountItem;
  keys: KeyItem[];
  /** The credential of the first key. */
  accessKey: string;
  secretKey: string;
  token: string;
}

/** @param expiresInDays by the number of the key; null: never */
export function makeAccount(
  keyCount: number,
  expiresInDays: (key: number) => number | null = () => 300,
): SampleAccount {
  const now = new Date();
  const accountId = newAccountId();
  const sub = `sub-${accountId}`;
  const secretKey = newSecretKey();
  const keys = Array.from({ length: keyCount }, (_, number) => {
    const days = expiresInDays(number);
    const expiresAt =
      days === null ? null : new Date(Math.floor(now.getTime() / 1000) * 1000 + days * 86_400_000);
    const key = {
      accountId,
      keyId: newKeyId(),
      name: `production ${number}`,
      description: 'Used by the nightly export',
      createdAt: now,
      updatedAt: now,
      expiresAt,
      isDefault: false,
      selfRotation: false,
      leakedAt: null,
      access: 'none' as const,
      accessSince: null,
      createdBy: null,
      noticeAt: nextNoticeAt(expiresAt, leadDays, now),
      owedSince: null,
      noticeTries: 0,
      use: neverUsed,
      rotation: null,
      version: 1,
    };
    return {
      ...toNewKeyItem(key, hashSecret(number === 0 ? secretKey : newSecretKey())),
      // The first one is in an overlap: all that the authorizer can meet in a key.
      ...(number === 0 && overlapAttributes(now)),
    };
  });
  const keyIds = keys.map(keyIdOf);
  const account: AccountItem = {
    ...accountItemKey(accountId),
    email: `${accountId}@example.com`,
    timeZone: 'Europe/Berlin',
    keys: Object.fromEntries(keyIds.map((keyId) => [keyId, toEpochSeconds(now)])),
    cursorSecret: randomBase62(30),
    createdAtMs: now.getTime(),
    updatedAtMs: now.getTime(),
    version: 1,
  };
  const accessKey = formatAccessKey({ accountId, keyId: keyIds[0] ?? '' });
  const token = formatToken(keyPrefix, { accessKey, secretKey });
  return { sub, account, keys, accessKey, secretKey, token };
}

/** The responses to the functions' calls about one account. */
export function responsesFor({ sub, account, keys }: SampleAccount): CannedResponse[] {
  const [key] = keys;
  if (!key) throw new Error('The account has no keys.');
  const attributes = proofAttributes.split(', ');
  const projected = Object.fromEntries(Object.entries(key).filter(([name]) => attributes.includes(name)));
  const everything = [account, ...keys].map((item) => marshall(item));
  return [
    { call: 'GetItem', bodyContains: key.sk, response: { Item: marshall(projected) } },
    {
      call: 'GetItem',
      bodyContains: signInItemKey(sub).pk,
      response: { Item: marshall({ ...signInItemKey(sub), accountId: account.pk }) },
    },
    { call: 'GetItem', bodyContains: account.pk, response: { Item: marshall(account) } },
    {
      call: 'Query',
      bodyContains: account.pk,
      response: { Items: everything, Count: everything.length, ScannedCount: everything.length },
    },
  ];
}

/** Of all keys. */
export function accessKeysOf(accounts: readonly SampleAccount[]): string[] {
  return accounts.flatMap(({ account, keys }) =>
    keys.map((key) => formatAccessKey({ accountId: account.pk, keyId: keyIdOf(key) })),
  );
}

function overlapAttributes(now: Date): Partial<KeyItem> {
  return {
    secretNo: 2,
    oldDigest: hashSecret(newSecretKey()),
    oldSecretNo: 1,
    oldSecretUntil: toEpochSeconds(now) + 86_400,
    rotatedAtMs: now.getTime(),
    overlapSeconds: 86_400,
  };
}

function keyIdOf({ sk }: KeyItem): string {
  return sk.slice(sk.indexOf('#') + 1);
}

/** An item in DynamoDB's JSON format. */
export function marshall(item: object): Record<string, unknown> {
  return Object.fromEntries(Object.entries(item).map(([name, value]) => [name, marshallValue(value)]));
}

function marshallValue(value: unknown): object {
  if (typeof value === 'string') return { S: value };
  if (typeof value === 'number') return { N: String(value) };
  if (typeof value === 'boolean') return { BOOL: value };
  if (Array.isArray(value)) return { L: value.map(marshallValue) };
  return { M: marshall(Object(value)) };
}
