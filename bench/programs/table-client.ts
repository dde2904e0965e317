import { KeyReader } from '../../lambdas/adapters/gateway/key-reader.ts';
import { ItemReader } from '../../lambdas/adapters/gateway/signed-read/item-reader.ts';
import { AccountStore } from '../../lambdas/adapters/table/account-store.ts';
import { readDueAccounts } from '../../lambdas/adapters/table/due-queue.ts';
import { KeyStore } from '../../lambdas/adapters/table/key-store.ts';
import { MailboxStore } from '../../lambdas/adapters/table/mailbox-store.ts';
import { NoticeStore } from '../../lambdas/adapters/table/notice-store.ts';
import { QueuedKeys } from '../../lambdas/adapters/table/queued-keys.ts';
import { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import { UsageStore } from '../../lambdas/adapters/table/usage-store.ts';
import { parseAccessKey } from '../../lambdas/core/access-key.ts';
import { defaultBrandColor } from '../../lambdas/core/brand-colours.ts';
import { createMailLook } from '../../lambdas/notifier/mails/mail-look.ts';
import { sweep } from '../../lambdas/notifier/sweep.ts';
import { leadDays, tableName } from '../setup/canned-responses.ts';
import { connectDocuments } from '../setup/documents.ts';

// Makes the product's calls to the table as the functions do, one per request.
// Bundled before use, because Node.js does not run the mails' JSX. Argument: the table's endpoint.

export type OperationName = 'authorize' | 'list' | 'create' | 'sweep';

export interface OperationRequest {
  operation: OperationName;
  /** The sign-in of the account. */
  sub: string;
  accessKey: string;
  /** The number of notices that a sweep must find. */
  dueKeys: number;
}

export interface OperationResponse {
  milliseconds: number;
}

const endpoint = process.argv[2] ?? '';
const table = new TableClient(connectDocuments(endpoint), tableName);
// Room for the keys that are created on top of an account's own.
const keyLimit = 300;
const accounts = new AccountStore(table, leadDays);
const keys = new KeyStore(table, leadDays);
const reader = new KeyReader(
  new ItemReader({
    region: 'us-east-1',
    endpoint: new URL(endpoint),
    tableName,
    credentials: () => ({ accessKeyId: 'local', secretAccessKey: 'local', sessionToken: undefined }),
    limits: { connectMilliseconds: 1_000, responseMilliseconds: 10_000 },
  }),
);
const dependencies = {
  accounts,
  keys: new QueuedKeys(table, leadDays),
  notices: new NoticeStore(table, leadDays),
  mailboxes: new MailboxStore(table),
  readCounting: () => new UsageStore(table).readCounting(),
  mailer: { send: async () => 'message' },
  // The same accounts are due again in each sweep.
  gathering: { expiring: { atOnce: 1_000, intervalMs: 1 }, expired: { atOnce: 1_000, intervalMs: 1 } },
  mailsPerDay: { holder: 1_000, recipients: 1_000 },
  look: createMailLook('API keys', defaultBrandColor),
  portalUrl: 'https://keys.example.com',
  clock: () => new Date(),
};
let sweeps = 0;

const operations: Record<OperationName, (request: OperationRequest) => Promise<void>> = {
  authorize: async ({ accessKey }) => {
    const address = parseAccessKey(accessKey);
    if (!address || !(await reader.readProof(address))) throw new Error('The key was not found.');
  },
  list: async ({ sub }) => {
    await keys.list(await accounts.requireId(sub));
  },
  create: async ({ sub }) => {
    const account = await accounts.require(sub);
    const expiresAt = new Date(Date.now() + 100 * 86_400_000);
    const fields = { name: 'one more', description: null, expiresAt };
    await keys.create(account, fields, { keyLimit, now: new Date() });
  },
  sweep: async ({ dueKeys }) => {
    const result = await sweep(dependencies, readDueAccounts(table, new Date()), {
      owner: `bench-${process.pid}-${++sweeps}`,
      leaseSeconds: 300,
      mailsPerSecond: 100_000,
      concurrency: 10,
      hasTime: () => true,
      onError: (_, error) => {
        throw error;
      },
    });
    if (result.notices !== dueKeys) throw new Error(`${result.notices} notices, expected ${dueKeys}.`);
  },
};

async function carryOut(request: OperationRequest): Promise<OperationResponse> {
  const startedAt = performance.now();
  await operations[request.operation](request);
  return { milliseconds: performance.now() - startedAt };
}

process.on(
  'message',
  (request: OperationRequest) => void carryOut(request).then((response) => process.send?.(response)),
);
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
