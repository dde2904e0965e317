import type { KeyAddress } from '../core/access-key.ts';
import type { KeyProof } from '../core/authentication.ts';
import { fromEpochSeconds } from '../core/instant.ts';
import { keyItemKey } from './items.ts';
import { ItemReader } from './signed-read/item-reader.ts';

/** A caller waits while its key is checked, so a table that does not answer is given up on soon. */
const limits = { connectMilliseconds: 1_000, answerMilliseconds: 1_500 };

/** Reads for the authorizer: one strongly consistent GetItem by primary key, one read unit, and nothing else. */
export class KeyReader {
  readonly #reader: Pick<ItemReader, 'read'>;

  constructor(reader: Pick<ItemReader, 'read'>) {
    this.#reader = reader;
  }

  /** Null when there is no such key. @throws Error when the table can't be read, or an item is not what was written */
  async readProof(address: KeyAddress): Promise<KeyProof | null> {
    const item = await this.#reader.read(keyItemKey(address), 'digest, expiresAt');
    // An item without a digest is a voided reservation.
    if (!item?.digest) return null;
    const digest = item.digest.S;
    const seconds = item.expiresAt === undefined ? null : Number(item.expiresAt.N);
    // A damaged expiry must not become a key that never expires.
    if (typeof digest !== 'string' || (seconds !== null && !Number.isSafeInteger(seconds))) {
      throw new Error('The key’s item is damaged.');
    }
    return { digest, expiresAt: seconds === null ? null : fromEpochSeconds(seconds) };
  }
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
