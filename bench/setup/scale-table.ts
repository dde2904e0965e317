import { join } from 'node:path';
import { CreateTableCommand } from '@aws-sdk/client-dynamodb';
import { BatchWriteCommand } from '@aws-sdk/lib-dynamodb';
import PQueue from 'p-queue';
import { signInItemKey } from '../../lambdas/adapters/table/item-keys.ts';
import type { KeyItem } from '../../lambdas/adapters/table/item-shapes.ts';
import { toEpochSeconds } from '../../lambdas/core/instant.ts';
import { describeTable } from '../../test/support/table-description.ts';
import { Peer } from '../measure/processes.ts';
import { root } from './bundles.ts';
import { makeAccount, type SampleAccount, tableName } from './canned-responses.ts';
import { connectDocuments } from './documents.ts';

export const keysPerAccount = 50;
const dueAccounts = 10;
const dueKeysPerAccount = 10;

/** Keys with a notice due at a sweep, whatever the size of the table. */
export const dueKeyCount = dueAccounts * dueKeysPerAccount;

/** A table with a given number of keys. */
export interface ScaleTable {
  endpoint: string;
  /** Accounts without due notices. */
  accounts: SampleAccount[];
  /** Makes the same keys due again after a sweep. */
  rearm(): Promise<void>;
  close(): Promise<void>;
}

/** Creates and fills an embedded in-memory table. @param keyCount a multiple of `keysPerAccount` */
export async function openScaleTable(keyCount: number): Promise<ScaleTable> {
  const accounts = Array.from({ length: keyCount / keysPerAccount }, () =>
    // Future notices are in the queue's index as well, as in production.
    makeAccount(keysPerAccount, (key) => (key % 5 === 0 ? null : 60 + key)),
  );
  const { endpoint, write, close } = await openFilledTable(accounts);
  const due = accounts.splice(0, dueAccounts);
  const dueKeys = due.flatMap(({ keys }) =>
    keys.filter((key) => key.noticeAt !== undefined).slice(0, dueKeysPerAccount),
  );
  return { endpoint, accounts, rearm: () => write(dueKeys.map(makeDue)), close };
}

/** An embedded in-memory table with these accounts. */
export async function openFilledTable(accounts: readonly SampleAccount[]) {
  const { peer, ready } = await Peer.start<{ endpoint: string }>(
    join(root, 'bench', 'programs', 'table-server.ts'),
    { environment: {}, core: null },
  );
  const { endpoint } = ready;
  const documents = connectDocuments(endpoint);
  await documents.send(new CreateTableCommand({ ...describeTable(), TableName: tableName }));
  const queue = new PQueue({ concurrency: 4 });
  const write = async (items: Iterable<object>) => {
    for (const batch of batches(items, 25)) {
      await queue.onSizeLessThan(8);
      void queue.add(() =>
        documents.send(
          new BatchWriteCommand({
            RequestItems: { [tableName]: batch.map((Item) => ({ PutRequest: { Item } })) },
          }),
        ),
      );
    }
    await queue.onIdle();
  };
  await write(itemsOf(accounts));
  const close = async () => {
    documents.destroy();
    await peer.stop();
  };
  return { endpoint, write, close };
}

/** A key that expires in thirty days less a minute, and whose first notice has not been sent. */
function makeDue(item: KeyItem): KeyItem {
  const noticeAt = toEpochSeconds(new Date()) - 60;
  return { ...item, expiresAt: noticeAt + 30 * 86_400, noticeAt };
}

function* itemsOf(accounts: readonly SampleAccount[]): Generator<object> {
  for (const { sub, account, keys } of accounts) {
    yield { ...signInItemKey(sub), accountId: account.pk };
    yield account;
    yield* keys;
  }
}

function* batches<T>(items: Iterable<T>, size: number): Generator<T[]> {
  let batch: T[] = [];
  for (const item of items) {
    batch.push(item);
    if (batch.length === size) {
      yield batch;
      batch = [];
    }
  }
  if (batch.length > 0) yield batch;
}
