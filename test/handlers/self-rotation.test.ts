import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayProxyEvent, APIGatewayProxyResult, Context } from 'aws-lambda';
import { AccountCreation } from '../../lambdas/adapters/table/account-creation.ts';
import { keyItemKey } from '../../lambdas/adapters/table/item-keys.ts';
import { KeyStore } from '../../lambdas/adapters/table/key-store.ts';
import { RotationStore } from '../../lambdas/adapters/table/rotation-store.ts';
import { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import { formatAccessKey } from '../../lambdas/core/access-key.ts';
import type { Account } from '../../lambdas/core/account.ts';
import type { Key } from '../../lambdas/core/key.ts';
import { cancelRotation } from '../../lambdas/core/rotation.ts';
import { admitSelfRotation, beginSelfRotation } from '../../lambdas/core/self-rotation.ts';
import { dieBefore } from '../support/faults.ts';
import { setFunctionEnvironment } from '../support/function-environment.ts';
import { setDate } from '../support/set-date.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';

type Handle = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;

const start = new Date('2027-03-31T12:00:00.500Z');
const hour = 3_600;
let table: TestTable;
let client: TableClient;
let keys: KeyStore;
let account: Account;
let key: Key;
let handle: Handle;

beforeAll(async () => {
  table = await openTestTable();
  setFunctionEnvironment(table);
  client = new TableClient(table.documents, table.tableName);
  keys = new KeyStore(client, [30]);
  const signIn = { sub: 's', email: 'a@example.com' };
  account = (await new AccountCreation(client, [30]).ensure(signIn, start)).account;
  handle = (await import('../../lambdas/handlers/self-rotation.ts')).handler as unknown as Handle;
});
beforeEach(async () => {
  setDate(start);
  const fields = { name: 'Server', description: null, expiresAt: null, selfRotation: true };
  ({ key } = await keys.create(account, fields, { keyLimit: 100, now: start }));
});
afterEach(() => jest.useRealTimers());
afterAll(() => table.close());

/** Calls the entry point behind an authorizer that has seen the secret with this number. */
async function rotate(secretNo: number | undefined, body?: object) {
  const event = {
    httpMethod: 'POST',
    resource: '/v1/whoami/rotations',
    headers: body ? { 'content-type': 'application/json' } : {},
    body: body && JSON.stringify(body),
    requestContext: {
      requestId: 'request-1',
      authorizer: { accessKey: formatAccessKey(key), ...(secretNo && { secretNo: String(secretNo) }) },
      identity: { sourceIp: '203.0.113.7' },
    },
  } as unknown as APIGatewayProxyEvent;
  const { statusCode, body: text, headers } = await handle(event, {} as Context);
  return { status: statusCode, code: JSON.parse(text).code, headers: headers ?? {} };
}
const rotateAt = (seconds: number, secretNo: number) => {
  setDate(start.getTime() + seconds * 1000);
  return rotate(secretNo);
};
const edit = (changes: { selfRotation: boolean }) =>
  keys.update(key, changes, { account, ifVersion: null, now: start });
const cancel = () =>
  new RotationStore(client).change(
    key,
    (secrets, { expiresAt }) =>
      cancelRotation(secrets, { force: true }, { expiresAt, counting: null, now: new Date() }),
    { editedAt: start },
  );

it('rotates a key four times a day, and says when it may again', async () => {
  for (const seconds of [0, hour, 2 * hour, 3 * hour]) {
    expect((await rotateAt(seconds, 1)).status).toBe(201);
    await cancel();
  }
  const refused = await rotateAt(4 * hour, 1);
  expect(refused).toMatchObject({
    status: 429,
    code: 'rate_limited',
    headers: { 'retry-after': String(20 * hour) },
  });
  expect((await rotateAt(24 * hour, 1)).status).toBe(201);
});

it('keeps that the key did it, and from which network, for the mail to its holder', async () => {
  await rotate(1);
  expect((await keys.get(key)).rotation?.byKey).toEqual({ from: '203.0.113.0/24' });
});

it('goes by the table, not by what an authorizer has decided some time ago', async () => {
  await rotate(1);
  await cancel();
  // Number 2 has ended since, and number 9 is not even known.
  for (const secretNo of [2, 9])
    expect(await rotate(secretNo)).toMatchObject({ status: 401, code: 'secret_rotated' });
  await keys.expire(key, start);
  expect(await rotate(1)).toMatchObject({ status: 401, code: 'key_expired' });
  await keys.delete(key);
  expect(await rotate(1)).toMatchObject({ status: 401, code: 'key_invalid' });
});

it('does not guess which secret it was, if an authorizer of an older version does not tell', async () => {
  expect(await rotate(undefined)).toMatchObject({ status: 503, code: 'unavailable' });
});

const closeGate = (gate: 'suspendedAt' | 'leakedAt') =>
  client.update(keyItemKey(key), { expression: `SET ${gate} = :second`, values: { ':second': 1 } });

it.each<[string, string, () => Promise<unknown>]>([
  ['its holder forbids it', 'self_rotation_not_allowed', () => edit({ selfRotation: false })],
  ['its account is suspended', 'account_suspended', () => closeGate('suspendedAt')],
  ['it is found to have leaked', 'key_leaked', () => closeGate('leakedAt')],
])('is not rotated when %s just before the write', async (_, code, act) => {
  const documents = dieBefore(table, Number.POSITIVE_INFINITY);
  const send = documents.send.bind(documents);
  let isDone = false;
  // biome-ignore lint/suspicious/noExplicitAny: as in dieBefore
  documents.send = (async (command: any) => {
    if (command instanceof UpdateCommand && !isDone) {
      isDone = true;
      await act();
    }
    return send(command);
  }) as typeof documents.send;
  const bearer = { secretNo: 1, from: null };
  const rotation = new RotationStore(new TableClient(documents, table.tableName)).rotate(
    key,
    {
      admit: (secrets, gates, own) => admitSelfRotation(secrets, bearer, own, { gates, now: start }),
      begin:
        (hash) =>
        (secrets, { expiresAt }, own) =>
          beginSelfRotation(secrets, { hash, overlapSeconds: 86_400, force: false }, bearer, own, {
            expiresAt,
            now: start,
          }),
      once: null,
    },
    { now: start },
  );
  await expect(rotation).rejects.toMatchObject({ code });
  expect((await keys.get(key)).rotation).toBeNull();
});
