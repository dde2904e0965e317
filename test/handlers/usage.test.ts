import { gzipSync } from 'node:zlib';
import type { LogsEvent } from '../../lambdas/adapters/access-log/read-batch.ts';
import { AccountCreation } from '../../lambdas/adapters/table/account-creation.ts';
import { KeyStore } from '../../lambdas/adapters/table/key-store.ts';
import { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import type { Heartbeat } from '../../lambdas/contract/access-log.ts';
import { formatAccessKey } from '../../lambdas/core/access-key.ts';
import { setFunctionEnvironment } from '../support/function-environment.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';

let table: TestTable;
let handler: (event: LogsEvent | Heartbeat) => Promise<{ calls: number }>;
let printed: jest.SpyInstance;

beforeAll(async () => {
  table = await openTestTable();
  setFunctionEnvironment(table, {
    POWERTOOLS_METRICS_NAMESPACE: 'Latchkey',
    POWERTOOLS_SERVICE_NAME: 'test',
  });
  ({ handler } = await import('../../lambdas/handlers/usage.ts'));
});
afterAll(() => table.close());
beforeEach(() => {
  printed = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
});
afterEach(() => printed.mockRestore());

const deliver = (messages: string[]): LogsEvent => ({
  awslogs: {
    data: gzipSync(
      JSON.stringify({
        messageType: 'DATA_MESSAGE',
        logGroup: 'group',
        logStream: 'stream',
        logEvents: messages.map((message) => ({ id: `${message} ${Math.random()}`, message })),
      }),
    ).toString('base64'),
  },
});
/** The metrics that were published: CloudWatch reads them from the log. */
const metrics = () =>
  printed.mock.calls.filter(([text]) => /"_aws"/.test(text)).map(([text]) => JSON.parse(text));

it('calls the gateway at a heartbeat, and says when no line of the log comes back', async () => {
  const heartbeat = 'https://api.example.com/live/v1/whoami';
  const fetched = jest.spyOn(globalThis, 'fetch').mockResolvedValue(new Response('', { status: 401 }));
  expect(await handler({ heartbeat })).toEqual({ calls: 0 });
  expect(fetched).toHaveBeenCalledWith(heartbeat, expect.anything());
  expect(metrics()).toEqual([expect.objectContaining({ UseUnwatched: 1 })]);

  printed.mockClear();
  const call = {
    time: String(Date.now()),
    ip: '203.0.113.117',
    status: '401',
    responseType: 'ACCESS_DENIED',
  };
  const keyless = { ...call, accountId: '-', accessKey: '-' };
  expect(await handler(deliver([JSON.stringify(keyless)]))).toEqual({ calls: 0 });
  await handler({ heartbeat });
  expect(metrics()).toEqual([]);

  // Repeated by the next one, not by Lambda.
  fetched.mockRejectedValue(new Error('out of reach'));
  await expect(handler({ heartbeat })).resolves.toEqual({ calls: 0 });
  fetched.mockRestore();
});

it('counts the calls of a delivery, once, and reports bad lines as a metric', async () => {
  const client = new TableClient(table.documents, table.tableName);
  const accounts = new AccountCreation(client, [30]);
  const { created } = await accounts.ensure({ sub: 'sub', email: 'holder@example.com' }, new Date());
  if (!created) throw new Error('The account was there.');
  const { key } = created;
  const line = (parts: object) =>
    JSON.stringify({
      time: String(Date.now()),
      ip: '203.0.113.117',
      status: '200',
      responseType: '-',
      accountId: key.accountId,
      accessKey: formatAccessKey(key),
      ...parts,
    });
  const refused = line({ status: '401', responseType: 'ACCESS_DENIED' });
  const keyless = line({ accountId: '-', accessKey: '-' });
  const event = deliver([line({}), refused, 'no JSON', line({ accountId: '-' }), keyless]);
  expect(await handler(event)).toEqual({ calls: 2 });
  expect(await handler(event)).toEqual({ calls: 0 });
  const { use } = await new KeyStore(client, [30]).get(key);
  expect([...use.recent.values()]).toEqual([{ calls: 1, refused: 1 }]);
  expect(use.lastUsedFrom).toBe('203.0.113.0/24');
  expect(metrics()).toEqual([
    expect.objectContaining({ UsageLinesSkipped: 2 }),
    expect.objectContaining({ UsageLinesSkipped: 2 }),
  ]);
});

it('survives what is no delivery, and says so', async () => {
  expect(await handler({ awslogs: { data: 'bm8gZ3ppcA==' } })).toEqual({ calls: 0 });
  expect(await handler({} as LogsEvent)).toEqual({ calls: 0 });
  expect(metrics()).toEqual([
    expect.objectContaining({ UsageBatchesUnreadable: 1 }),
    expect.objectContaining({ UsageBatchesUnreadable: 1 }),
  ]);
});
