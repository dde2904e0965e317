import { Worker } from 'node:worker_threads';
import { region } from '../assembly/pseudo-parameters.ts';
import type { TableGrants } from '../iam/table-grants.ts';
import { copyNameOf, finishReplacing, removeTable, replaceTable, type TableCall } from './replace-table.ts';
import type { Restrictions } from './restrictions.ts';
import { partitionKeyOf, type TableDefinition } from './table-definition.ts';

/** Far more than an open store needs. */
const responseTimeoutMs = 10_000;

/** An embedded DynamoDB in its own thread, on its own port. */
export class TableHost {
  /** Such as `http://127.0.0.1:40123`. */
  readonly endpoint: string;
  readonly #worker: Worker;
  readonly #tables = new Map<string, TableDefinition>();

  private constructor(worker: Worker, port: number) {
    this.#worker = worker;
    this.endpoint = `http://127.0.0.1:${port}`;
  }

  /** @param path the data's folder; undefined keeps the data in memory */
  static async start(path: string | undefined): Promise<TableHost> {
    const worker = new Worker(new URL('./table-worker.ts', import.meta.url), {
      workerData: { path },
      resourceLimits: { maxYoungGenerationSizeMb: 32 },
    });
    const port = await new Promise<number>((resolve, reject) => {
      worker.once('message', (message: { port: number }) => resolve(message.port));
      worker.once('error', reject);
    });
    return new TableHost(worker, port);
  }

  /**
   * Creates the tables that are missing, and gives others the indexes of their templates.
   * @throws if one exists with other keys than in its template: its data would have to be changed
   */
  async ensureTables(tables: readonly TableDefinition[]): Promise<void> {
    for (const table of tables) {
      this.#tables.set(table.TableName, table);
      const call: TableCall = (operation, input) => this.#call(operation, input);
      const existing = await this.#describe(table.TableName);
      const isAsWanted = existing !== undefined && hasSameIndexes(table, existing);
      if (existing) requireSameKeys(table, existing);
      else await this.#create(table);
      if (existing && !isAsWanted) await replaceTable(table, call, (each) => this.#create(each));
      else if (await this.#describe(copyNameOf(table))) await finishReplacing(table, call);
    }
  }

  /** Makes every table anew, with nothing in it. */
  async empty(): Promise<void> {
    for (const table of this.#tables.values()) {
      await removeTable((operation, input) => this.#call(operation, input), table.TableName);
      await this.#create(table);
    }
  }

  /**
   * From now on each function may do only what it is granted. Functions are known by their access key ID.
   */
  restrict(grants: TableGrants): void {
    const partitionKeys = new Map([...this.#tables].map(([name, table]) => [name, partitionKeyOf(table)]));
    this.#worker.postMessage({ grants, partitionKeys } satisfies Restrictions);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#worker.once('exit', resolve));
    this.#worker.postMessage('close');
    await closed;
  }

  async #create(table: TableDefinition): Promise<void> {
    const created = await this.#call('CreateTable', table);
    if (created.status !== 200)
      throw new Error(`the table ${table.TableName} can't be created: ${JSON.stringify(created.body)}`);
    // It is configured to take no time: one more turn of the other thread makes it ACTIVE.
    for (let tries = 0; tries < 100; tries += 1)
      if ((await this.#describe(table.TableName))?.TableStatus === 'ACTIVE') return;
    throw new Error(`the table ${table.TableName} does not become active`);
  }

  async #describe(TableName: string): Promise<TableDescription | undefined> {
    const { status, body } = await this.#call('DescribeTable', { TableName });
    // DynamoDB's responses have this form.
    return status === 200 ? (body.Table as TableDescription) : undefined;
  }

  async #call(operation: string, input: object): ReturnType<TableCall> {
    const response = await fetch(this.endpoint, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-amz-json-1.0',
        'x-amz-target': `DynamoDB_20120810.${operation}`,
        'x-amz-date': new Date().toISOString(),
        // The stand-in requires the form of a signature and doesn't check it.
        authorization: `AWS4-HMAC-SHA256 Credential=local/20260101/${region}/dynamodb/aws4_request, SignedHeaders=host, Signature=local`,
      },
      body: JSON.stringify(input),
      signal: AbortSignal.timeout(responseTimeoutMs),
    }).catch((cause: unknown) => {
      // A store that can't be opened reports no error: it never responds.
      throw new Error("the table's store can't be opened; is another process using it, or is it damaged?", {
        cause,
      });
    });
    return { status: response.status, body: (await response.json()) as Record<string, unknown> };
  }
}

interface TableDescription {
  readonly TableStatus?: string;
  readonly KeySchema?: unknown;
  readonly GlobalSecondaryIndexes?: readonly IndexDescription[];
  readonly LocalSecondaryIndexes?: readonly IndexDescription[];
}

interface IndexDescription {
  readonly IndexName?: unknown;
  readonly KeySchema?: unknown;
}

function requireSameKeys(wanted: TableDefinition, found: TableDescription): void {
  if (JSON.stringify(wanted.KeySchema) === JSON.stringify(found.KeySchema)) return;
  throw new Error(
    `the data folder holds the table ${wanted.TableName} with other keys than the app now has, and the local table can't ` +
      'change them. Move the data folder away (or set LATCHKEY_DATA to another one) and start again.',
  );
}

function hasSameIndexes(wanted: TableDefinition, found: TableDescription): boolean {
  const indexes = (of: TableDescription | TableDefinition) =>
    [...(of.GlobalSecondaryIndexes ?? []), ...(of.LocalSecondaryIndexes ?? [])]
      .map(({ IndexName, KeySchema }) => JSON.stringify({ IndexName, KeySchema }))
      .toSorted();
  return JSON.stringify(indexes(wanted)) === JSON.stringify(indexes(found));
}
