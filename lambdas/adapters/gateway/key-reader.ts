import type { KeyAddress } from '../../core/access-key.ts';
import type { KeyProof } from '../../core/authentication.ts';
import { fromEpochSeconds } from '../../core/instant.ts';
import { accountItemKey, keyItemKey } from '../table/items.ts';
import { ItemReader, type RawItem } from './signed-read/item-reader.ts';

/** A caller waits while its key is checked, so a table that does not answer is given up on soon. */
const limits = { connectMilliseconds: 1_000, answerMilliseconds: 1_500 };

/** What the bearer of a key may learn about it. */
export interface KeyInUse {
  name: string;
  expiresAt: Date | null;
}

/** Reads for the functions at the gateway, by strongly consistent GetItems by primary key. */
export class KeyReader {
  readonly #reader: Pick<ItemReader, 'read'>;

  constructor(reader: Pick<ItemReader, 'read'>) {
    this.#reader = reader;
  }

  /**
   * For the authorizer, by one GetItem, which is one read unit. Null when there is no such key.
   * @throws TableUnavailable, or Error when the table refuses the read or an item is not what was written
   */
  async readProof(address: KeyAddress): Promise<KeyProof | null> {
    const item = await this.#reader.read(keyItemKey(address), 'digest, expiresAt');
    // An item without a digest is a voided reservation.
    if (!item?.digest) return null;
    return { digest: textOf(item.digest), expiresAt: expiryOf(item) };
  }

  /** As readProof, for what its bearer may learn about a key. */
  async readKeyInUse(address: KeyAddress): Promise<KeyInUse | null> {
    const item = await this.#reader.read(keyItemKey(address), '#name, digest, expiresAt', {
      '#name': 'name',
    });
    if (!item?.digest) return null;
    return { name: textOf(item.name), expiresAt: expiryOf(item) };
  }

  /** The lead times of an account's own, by one GetItem; null where the operator's hold. @throws as readProof */
  async readLeadDays(accountId: string): Promise<readonly number[] | null> {
    const item = await this.#reader.read(accountItemKey(accountId), 'noticeLeadDays');
    return item?.noticeLeadDays ? listOf(item.noticeLeadDays).map(integerOf) : null;
  }
}

/** An attribute as DynamoDB writes it. */
type Attribute = RawItem[string];

// A damaged expiry must not become a key that never expires.
function expiryOf({ expiresAt }: RawItem): Date | null {
  return expiresAt === undefined ? null : fromEpochSeconds(integerOf(expiresAt));
}

function textOf(attribute: Attribute): string {
  if (typeof attribute?.S !== 'string') throw damage();
  return attribute.S;
}

function integerOf(attribute: Attribute): number {
  const value = Number(attribute?.N);
  if (!Number.isSafeInteger(value)) throw damage();
  return value;
}

function listOf(attribute: Attribute): Attribute[] {
  if (!Array.isArray(attribute?.L)) throw damage();
  return attribute.L;
}

function damage(): Error {
  return new Error('An item of the table is damaged.');
}

/** A reader of the table in the function's region, or at AWS_ENDPOINT_URL_DYNAMODB, by the function's own credentials. */
export function connectKeyReader(tableName: string): KeyReader {
  const { AWS_REGION: region, AWS_ENDPOINT_URL_DYNAMODB: endpoint } = process.env;
  if (!region) throw new Error('The environment variable AWS_REGION is not set.');
  const suffix = region.startsWith('cn-') ? 'amazonaws.com.cn' : 'amazonaws.com';
  const url = new URL(endpoint ?? `https://dynamodb.${region}.${suffix}`);
  return new KeyReader(
    new ItemReader({ region, endpoint: url, tableName, credentials: readCredentials, limits }),
  );
}

function readCredentials() {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = process.env;
  if (!accessKeyId || !secretAccessKey) throw new Error('The function has no AWS credentials.');
  return { accessKeyId, secretAccessKey, sessionToken };
}
