import { ConditionalCheckFailedException } from '@aws-sdk/client-dynamodb';
import {
  BatchGetCommand,
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { ItemKey } from './item-keys.ts';
import { mapErrors } from './table-errors.ts';
import type { UpdateExpression } from './update-expression.ts';

/** An update of one item; `condition` may refer to the names and values, too. */
export interface ItemUpdate extends Partial<UpdateExpression> {
  expression: string;
  condition?: string;
}

/**
 * What became of a write: done, or not done because its condition did not hold. More than one try may mean
 * that the first was carried out, and changed what the next one met.
 */
export type WriteOutcome<Done extends object = object> =
  | ({ done: true; tries?: never } & Done)
  | { done: false; tries: number };

export interface TableQuery {
  /** On the primary key, or on that of the index. */
  condition: string;
  values: Record<string, unknown>;
  /** Names of the attributes to return; absent: all. */
  attributes?: readonly string[];
  /** Absent: the table itself, whose reads are strongly consistent. */
  index?: string;
  newestFirst?: boolean;
  /** The most items on a page. */
  limit?: number;
  /** Where to go on after: a page's `lastKey`. */
  startAfter?: Record<string, unknown> | undefined;
}

export interface QueryPage<Item> {
  items: Item[];
  /** Present when there may be more items after this page. */
  lastKey: Record<string, unknown> | undefined;
}

/**
 * The calls of the one table. All reads are strongly consistent, except those of an index and of counts. Types of items are
 * taken on trust: nobody but our own stores writes to the table.
 *
 * Each method throws Problem `unavailable` when the table is throttling, failing or out of reach.
 */
export class TableClient {
  readonly #documents: DynamoDBDocumentClient;
  readonly #tableName: string;

  constructor(documents: DynamoDBDocumentClient, tableName: string) {
    this.#documents = documents;
    this.#tableName = tableName;
  }

  async get<Item extends ItemKey>(key: ItemKey): Promise<Item | null> {
    const { Item } = await mapErrors(
      this.#documents.send(
        new GetCommand({ TableName: this.#tableName, Key: { ...key }, ConsistentRead: true }),
      ),
    );
    return Item ? (Item as Item) : null;
  }

  /** Eventually consistent, for half the price: for what is minutes behind anyway. */
  async getLagging<Item extends ItemKey>(key: ItemKey): Promise<Item | null> {
    const { Item } = await mapErrors(
      this.#documents.send(new GetCommand({ TableName: this.#tableName, Key: { ...key } })),
    );
    return Item ? (Item as Item) : null;
  }

  /** As get, of up to 100 items; those that are not there are left out, in no particular order. */
  getMany<Item extends ItemKey>(keys: readonly ItemKey[]): Promise<Item[]> {
    return this.#getMany(keys, { ConsistentRead: true });
  }

  /** As getMany, but eventually consistent. */
  getManyLagging<Item extends ItemKey>(keys: readonly ItemKey[]): Promise<Item[]> {
    return this.#getMany(keys, {});
  }

  async #getMany<Item extends ItemKey>(
    keys: readonly ItemKey[],
    consistency: { ConsistentRead?: true },
  ): Promise<Item[]> {
    const found: Item[] = [];
    let missing: ItemKey[] = [...keys];
    // DynamoDB may leave some for another call when it is busy; each call returns one at least, or throws.
    while (missing.length > 0) {
      const { Responses, UnprocessedKeys } = await mapErrors(
        this.#documents.send(
          new BatchGetCommand({
            RequestItems: {
              [this.#tableName]: { Keys: missing.map((key) => ({ ...key })), ...consistency },
            },
          }),
        ),
      );
      found.push(...((Responses?.[this.#tableName] ?? []) as Item[]));
      missing = (UnprocessedKeys?.[this.#tableName]?.Keys ?? []) as ItemKey[];
    }
    return found;
  }

  /** Writes a whole item, replacing the one with its key. */
  async put(item: ItemKey, condition?: string, values?: Record<string, unknown>): Promise<WriteOutcome> {
    return ifConditionHolds(
      this.#documents.send(
        new PutCommand({
          TableName: this.#tableName,
          Item: { ...item },
          ...(condition !== undefined && { ConditionExpression: condition }),
          ...(values && { ExpressionAttributeValues: values }),
        }),
      ),
      () => ({}),
    );
  }

  /**
   * Changes attributes of an item, and returns the item as it is then. Without a condition, makes an item
   * that is not there.
   */
  async update<Item extends ItemKey>(
    key: ItemKey,
    update: ItemUpdate,
  ): Promise<WriteOutcome<{ item: Item }>> {
    const { expression, condition, names = {}, values = {} } = update;
    return ifConditionHolds(
      this.#documents.send(
        new UpdateCommand({
          TableName: this.#tableName,
          Key: { ...key },
          UpdateExpression: expression,
          ...(condition !== undefined && { ConditionExpression: condition }),
          // DynamoDB refuses empty maps.
          ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
          ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
          ReturnValues: 'ALL_NEW',
        }),
      ),
      ({ Attributes }) => ({ item: Attributes as Item }),
    );
  }

  async delete(key: ItemKey, condition?: string, values?: Record<string, unknown>): Promise<WriteOutcome> {
    return ifConditionHolds(
      this.#documents.send(
        new DeleteCommand({
          TableName: this.#tableName,
          Key: { ...key },
          ...(condition !== undefined && { ConditionExpression: condition }),
          ...(values && { ExpressionAttributeValues: values }),
        }),
      ),
      () => ({}),
    );
  }

  /** A call that few functions make: the bundles of the others hold nothing of it. */
  call<Output>(
    send: (documents: DynamoDBDocumentClient, tableName: string) => Promise<Output>,
  ): Promise<Output> {
    return mapErrors(send(this.#documents, this.#tableName));
  }

  async queryPage<Item extends ItemKey>(query: TableQuery): Promise<QueryPage<Item>> {
    const { condition, values, attributes, index, newestFirst = false, limit, startAfter } = query;
    const page = await mapErrors(
      this.#documents.send(
        new QueryCommand({
          TableName: this.#tableName,
          KeyConditionExpression: condition,
          ExpressionAttributeValues: values,
          ...(attributes && {
            ProjectionExpression: attributes.map((name) => `#${name}`).join(', '),
            ExpressionAttributeNames: Object.fromEntries(attributes.map((name) => [`#${name}`, name])),
          }),
          // An index can't be read consistently.
          ...(index === undefined ? { ConsistentRead: true } : { IndexName: index }),
          ScanIndexForward: !newestFirst,
          ...(limit !== undefined && { Limit: limit }),
          ...(startAfter && { ExclusiveStartKey: startAfter }),
        }),
      ),
    );
    return { items: (page.Items ?? []) as Item[], lastKey: page.LastEvaluatedKey };
  }

  /** The items of all pages. */
  async queryAll<Item extends ItemKey>(query: TableQuery): Promise<Item[]> {
    const found: Item[] = [];
    let startAfter = query.startAfter;
    do {
      const { items, lastKey } = await this.queryPage<Item>({ ...query, startAfter });
      found.push(...items);
      startAfter = lastKey;
    } while (startAfter);
    return found;
  }
}

/** Awaits a write that may have a condition. */
async function ifConditionHolds<Output, Done extends object>(
  write: Promise<Output>,
  describe: (output: Output) => Done,
): Promise<WriteOutcome<Done>> {
  try {
    return { done: true, ...describe(await mapErrors(write)) };
  } catch (error) {
    if (error instanceof ConditionalCheckFailedException)
      return { done: false, tries: error.$metadata.attempts ?? 1 };
    throw error;
  }
}
