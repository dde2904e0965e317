import { DynamoDBClient, GetItemCommand } from '@aws-sdk/client-dynamodb';
import type { KeyAddress } from '../core/access-key.ts';
import type { KeyProof } from '../core/authentication.ts';
import { fromEpochSeconds } from '../core/instant.ts';
import { keyItemKey } from './items.ts';

/** A caller waits while its key is checked, so a table that does not answer is given up on soon. */
const limits = { connectionTimeout: 500, requestTimeout: 1_500, throwOnRequestTimeout: true };

/** Reads for the authorizer: one strongly consistent GetItem by primary key, one read unit, and nothing else. */
export class KeyReader {
  readonly #client: DynamoDBClient;
  readonly #tableName: string;

  constructor(tableName: string, client = new DynamoDBClient({ maxAttempts: 2, requestHandler: limits })) {
    this.#tableName = tableName;
    this.#client = client;
  }

  /** Null when there is no such key. @throws the SDK's error when the table can't be read */
  async readProof(address: KeyAddress): Promise<KeyProof | null> {
    const { pk, sk } = keyItemKey(address);
    const { Item } = await this.#client.send(
      new GetItemCommand({
        TableName: this.#tableName,
        Key: { pk: { S: pk }, sk: { S: sk } },
        ProjectionExpression: 'digest, expiresAt',
        ConsistentRead: true,
      }),
    );
    if (!Item?.digest?.S) return null;
    const expiresAt = Item.expiresAt?.N;
    return { digest: Item.digest.S, expiresAt: expiresAt ? fromEpochSeconds(Number(expiresAt)) : null };
  }
}
