import { UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { AccountCreation } from '../../lambdas/adapters/table/account-creation.ts';
import { keyItemKey } from '../../lambdas/adapters/table/item-keys.ts';
import { KeyStore } from '../../lambdas/adapters/table/key-store.ts';
import { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import { formatAccessKey, type KeyAddress } from '../../lambdas/core/access-key.ts';
import { hashSecret } from '../../lambdas/core/secret.ts';
import { formatToken } from '../../lambdas/core/token.ts';
import { setFunctionEnvironment } from '../support/function-environment.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';

type Authorize = (event: APIGatewayRequestAuthorizerEvent) => Promise<APIGatewayAuthorizerResult>;

const methodArn = 'arn:aws:execute-api:us-east-1:000000000000:api/live/GET/v1/whoami';
export const stageArn = 'arn:aws:execute-api:us-east-1:000000000000:api/live/*';
export const day = 86_400_000;
export let table: TestTable;
export let keys: KeyStore;
export let account: Awaited<ReturnType<AccountCreation['ensure']>>['account'];

/** Opens a table with an account for the tests of a file. */
export function openAccountForTests(): void {
  beforeAll(async () => {
    table = await openTestTable();
    const client = new TableClient(table.documents, table.tableName);
    keys = new KeyStore(client, [30]);
    const signIn = { sub: 's', email: 'a@example.com' };
    account = (await new AccountCreation(client, [30]).ensure(signIn, new Date())).account;
  });
  afterAll(() => table.close());
  afterEach(() => jest.useRealTimers());
}

/** Loads the entry point as a new process does. */
export async function loadAuthorizer(environment: Record<string, string> = {}): Promise<Authorize> {
  setFunctionEnvironment(table, environment);
  let loaded: Authorize | undefined;
  await jest.isolateModulesAsync(async () => {
    loaded = (await import('../../lambdas/handlers/authorizer.ts')).handler;
  });
  if (!loaded) throw new Error('The authorizer was not loaded.');
  return loaded;
}

export async function newKey(expiresAt: Date | null = null) {
  const { key, secretKey } = await keys.create(
    account,
    { name: 'k', description: null, expiresAt },
    { keyLimit: 100, now: new Date() },
  );
  const accessKey = formatAccessKey(key);
  return { key, accessKey, secretKey, token: formatToken('lk', { accessKey, secretKey }) };
}

/** Closes a gate of a key: it is suspended, or has leaked. */
export const closeGate = (key: KeyAddress, gate: 'suspendedAt' | 'leakedAt') =>
  table.documents.send(
    new UpdateCommand({
      TableName: table.tableName,
      Key: keyItemKey(key),
      UpdateExpression: 'SET #gate = :second',
      ExpressionAttributeNames: { '#gate': gate },
      ExpressionAttributeValues: { ':second': 1_800_000_000 },
    }),
  );

/** Stores another secret as the key's old one, as it is in an overlap. */
export const storeOverlap = (key: KeyAddress, oldSecretKey: string, oldSecretUntil = 4_000_000_000) =>
  table.documents.send(
    new UpdateCommand({
      TableName: table.tableName,
      Key: keyItemKey(key),
      UpdateExpression:
        'SET secretNo = :two, oldDigest = :hash, oldSecretNo = :one, oldSecretUntil = :until, rotatedAtMs = :one, overlapSeconds = :one',
      ExpressionAttributeValues: {
        ':one': 1,
        ':two': 2,
        ':hash': hashSecret(oldSecretKey),
        ':until': oldSecretUntil,
      },
    }),
  );

export const event = (multiValueHeaders: Record<string, string[]>) =>
  ({ type: 'REQUEST', methodArn, multiValueHeaders }) as unknown as APIGatewayRequestAuthorizerEvent;
export const bearer = (token: string) => event({ Authorization: [`Bearer ${token}`] });
export const moveClockTo = (now: Date) =>
  jest.useFakeTimers({
    now,
    doNotFake: ['nextTick', 'setImmediate', 'setTimeout', 'clearTimeout', 'queueMicrotask'],
  });

export function effectOf(result: APIGatewayAuthorizerResult): string {
  return result.policyDocument.Statement.map(({ Effect }) => Effect).join();
}
