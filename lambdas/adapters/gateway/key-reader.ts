import type { KeyAddress } from '../../core/access-key.ts';
import type { KeyProof } from '../../core/authentication.ts';
import { fromEpochSeconds } from '../../core/instant.ts';
import type { KeyGates } from '../../core/key-gates.ts';
import type { SecretNumbers, SecretSet } from '../../core/key-secrets.ts';
import { accountItemKey, keyItemKey } from '../table/item-keys.ts';
import { ItemReader, type RawItem } from './signed-read/item-reader.ts';
import type { Credentials } from './signed-read/signer.ts';

/** The caller waits while its key is checked, so a table that does not respond gets little time. */
const limits = { connectMilliseconds: 1_000, responseMilliseconds: 1_500 };

/** What decides whether a bearer is let in; the benchmark's other authorizers read the same. */
export const proofAttributes =
  'digest, secretNo, newDigest, newSecretNo, oldDigest, oldSecretNo, oldSecretUntil, suspendedAt, leakedAt, expiresAt';

/** What the bearer of a key may know about it. */
export interface KeyInUse extends KeyGates {
  name: string;
  secrets: SecretNumbers;
}

/** Reads for the functions of the gateway, each a strongly consistent GetItem by primary key. */
export class KeyReader {
  readonly #reader: Pick<ItemReader, 'read'>;

  constructor(reader: Pick<ItemReader, 'read'>) {
    this.#reader = reader;
  }

  /**
   * For the authorizer: one GetItem, which is one read unit. Null if there is no such key.
   * @throws TableUnavailable, or Error if the table rejects the read or the item is damaged
   */
  async readProof(address: KeyAddress): Promise<KeyProof | null> {
    const item = await this.#reader.read(keyItemKey(address), proofAttributes);
    // An item without a secret hash is a cancelled reservation.
    if (!item?.digest) return null;
    return { ...secretsOf(item), ...gatesOf(item) };
  }

  /** As readProof, for what the bearer may know about the key. */
  async readKeyInUse(address: KeyAddress): Promise<KeyInUse | null> {
    const item = await this.#reader.read(keyItemKey(address), `#name, ${proofAttributes}`, {
      '#name': 'name',
    });
    if (!item?.digest) return null;
    return { name: textOf(item.name), secrets: secretsOf(item), ...gatesOf(item) };
  }

  /** The account's own lead times, by one GetItem; null if the operator's apply. @throws as readProof */
  async readLeadDays(accountId: string): Promise<readonly number[] | null> {
    const item = await this.#reader.read(accountItemKey(accountId), 'noticeLeadDays');
    return item?.noticeLeadDays ? listOf(item.noticeLeadDays).map(integerOf) : null;
  }
}

/** An attribute in DynamoDB's JSON format. */
type Attribute = RawItem[string];

/** Whatever the instants are: that they are there closes a gate. */
function gatesOf(item: RawItem): KeyGates {
  return {
    isSuspended: item.suspendedAt !== undefined,
    isLeaked: item.leakedAt !== undefined,
    expiresAt: expiryOf(item),
  };
}

// A damaged expiry must not become a key that never expires.
function expiryOf({ expiresAt }: RawItem): Date | null {
  return expiresAt === undefined ? null : fromEpochSeconds(integerOf(expiresAt));
}

function secretsOf(item: RawItem): SecretSet {
  const { newDigest, oldDigest, oldSecretUntil } = item;
  return {
    // A key whose secret was never replaced has no number.
    current: { no: item.secretNo === undefined ? 1 : integerOf(item.secretNo), hash: textOf(item.digest) },
    next: newDigest === undefined ? null : { no: integerOf(item.newSecretNo), hash: textOf(newDigest) },
    old:
      oldDigest === undefined
        ? null
        : {
            no: integerOf(item.oldSecretNo),
            hash: textOf(oldDigest),
            endsAt: oldSecretUntil === undefined ? null : fromEpochSeconds(integerOf(oldSecretUntil)),
          },
  };
}

function textOf(attribute: Attribute): string {
  if (typeof attribute?.S !== 'string') throw damagedItem();
  return attribute.S;
}

function integerOf(attribute: Attribute): number {
  const value = Number(attribute?.N);
  if (!Number.isSafeInteger(value)) throw damagedItem();
  return value;
}

function listOf(attribute: Attribute): Attribute[] {
  if (!Array.isArray(attribute?.L)) throw damagedItem();
  return attribute.L;
}

function damagedItem(): Error {
  return new Error('The table contains a damaged item.');
}

/** Reads the table in the function's region or at AWS_ENDPOINT_URL_DYNAMODB, as the function's role. */
export function connectKeyReader(tableName: string): KeyReader {
  const { AWS_REGION: region, AWS_ENDPOINT_URL_DYNAMODB: endpoint } = process.env;
  if (!region) throw new Error('The environment variable AWS_REGION is not set.');
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(endpoint ?? `https://dynamodb.${region}.${suffix}`);
  return new KeyReader(
    new ItemReader({ region, endpoint: url, tableName, credentials: readCredentials, limits }),
  );
}

/** Those of the environment, which is slow to read: it is read again when a second has passed. */
function readCredentials(): Credentials {
  const second = Math.trunc(Date.now() / 1000);
  if (known?.second === second) return known.credentials;
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (!accessKeyId || !secretAccessKey) throw new Error('The function has no AWS credentials.');
  known = { second, credentials: { accessKeyId, secretAccessKey, sessionToken } };
  return known.credentials;
}

let known: { second: number; credentials: Credentials } | undefined;
