import { ConditionalCheckFailedException, DynamoDBServiceException } from '@aws-sdk/client-dynamodb';
import {
  DeleteCommand,
  DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { mockClient } from 'aws-sdk-client-mock';
import { TableClient } from '../../../lambdas/adapters/table/table-client.ts';
import { Problem } from '../../../lambdas/core/problem-catalogue.ts';

const dynamodb = mockClient(DynamoDBDocumentClient);
// The mock takes the place of every client's calls, so this one reaches no server.
const table = new TableClient(Object.create(DynamoDBDocumentClient.prototype), 'the-table');
const key = { pk: 'account', sk: 'KEY#1' };

beforeEach(() => dynamodb.reset());

const calls: Record<string, () => Promise<unknown>> = {
  get: () => table.get(key),
  put: () => table.put(key, 'attribute_not_exists(pk)'),
  update: () => table.update(key, { expression: 'REMOVE a', condition: 'attribute_exists(pk)' }),
  delete: () => table.delete(key, 'attribute_exists(pk)'),
  query: () => table.queryAll({ condition: 'pk = :pk', values: { ':pk': 'account' } }),
};
const serviceError = (name: string, $fault: 'client' | 'server') =>
  new DynamoDBServiceException({ name, $fault, message: 'No.', $metadata: {} });
const networkError = () => Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });

describe.each(Object.keys(calls))('%s', (name) => {
  const call = () => calls[name]?.();

  it.each([
    ['throttling of the table', serviceError('ProvisionedThroughputExceededException', 'client')],
    ['throttling of the account', serviceError('RequestLimitExceeded', 'client')],
    ['throttling of the service', serviceError('ThrottlingException', 'client')],
    ['an internal error', serviceError('InternalServerError', 'server')],
    ['a lost connection', networkError()],
    ['a timeout', Object.assign(new Error('It took too long.'), { name: 'TimeoutError' })],
    ['an unreadable body', new SyntaxError('Unexpected token < in JSON at position 0')],
  ])('says `unavailable` after %s, with the cause for the log', async (_, error) => {
    dynamodb.rejects(error);
    const thrown = await call()?.catch((caught: unknown) => caught);
    expect(thrown).toBeInstanceOf(Problem);
    expect(thrown).toMatchObject({ code: 'unavailable', cause: error });
  });

  it.each(['ValidationException', 'ResourceNotFoundException', 'AccessDeniedException'])(
    'passes %s on as it is: trying again would not help',
    async (errorName) => {
      const error = serviceError(errorName, 'client');
      dynamodb.rejects(error);
      await expect(call()).rejects.toBe(error);
    },
  );
});

describe('a condition that does not hold', () => {
  it.each([
    [1, { attempts: 1 }],
    [3, { attempts: 3 }],
    [1, {}],
  ])('is no error, and tells that it took %i tries', async (tries, $metadata) => {
    dynamodb.rejects(new ConditionalCheckFailedException({ message: 'No.', $metadata }));
    for (const write of ['put', 'update', 'delete']) {
      expect([write, await calls[write]?.()]).toEqual([write, { done: false, tries }]);
    }
  });
});

describe('the requests', () => {
  it('name the table and read consistently', async () => {
    dynamodb.resolves({});
    for (const call of Object.values(calls)) await call();
    const inputs = dynamodb.calls().map(({ args: [command] }) => command.input as { TableName: string });
    expect(inputs).toHaveLength(5);
    for (const { TableName } of inputs) expect(TableName).toBe('the-table');
    for (const command of [GetCommand, QueryCommand]) {
      expect(dynamodb.commandCalls(command as typeof GetCommand)[0]?.args[0].input).toMatchObject({
        ConsistentRead: true,
      });
    }
  });

  it('read an index without consistency, which DynamoDB would refuse', async () => {
    dynamodb.on(QueryCommand).resolves({});
    await table.queryPage({
      index: 'due-notices',
      condition: 'noticeShard = :shard',
      values: { ':shard': 1 },
    });
    const [query] = dynamodb.commandCalls(QueryCommand);
    expect(query?.args[0].input).toMatchObject({ IndexName: 'due-notices' });
    expect(query?.args[0].input).not.toHaveProperty('ConsistentRead');
  });

  it('carry no empty maps, which DynamoDB would refuse, and no condition unless there is one', async () => {
    dynamodb.resolves({});
    await table.update(key, { expression: 'REMOVE a', names: {}, values: {} });
    await table.put(key);
    await table.delete(key);
    const inputs = [UpdateCommand, PutCommand, DeleteCommand].map(
      (command) => dynamodb.commandCalls(command as typeof UpdateCommand)[0]?.args[0].input,
    );
    for (const input of inputs) {
      expect(input).not.toHaveProperty('ExpressionAttributeNames');
      expect(input).not.toHaveProperty('ExpressionAttributeValues');
      expect(input).not.toHaveProperty('ConditionExpression');
    }
  });
});

describe('a query', () => {
  const query = { condition: 'pk = :pk', values: { ':pk': 'account' } };

  it('of all pages goes on until there is no more, even after an empty page', async () => {
    dynamodb
      .on(QueryCommand)
      .resolvesOnce({ Items: [{ sk: 'a' }], LastEvaluatedKey: { sk: 'a' } })
      .resolvesOnce({ Items: [], LastEvaluatedKey: { sk: 'b' } })
      .resolvesOnce({ Items: [{ sk: 'c' }] });
    expect(await table.queryAll(query)).toEqual([{ sk: 'a' }, { sk: 'c' }]);
    const starts = dynamodb
      .commandCalls(QueryCommand)
      .map(({ args: [{ input }] }) => input.ExclusiveStartKey);
    expect(starts).toEqual([undefined, { sk: 'a' }, { sk: 'b' }]);
  });

  it('of one page says where the next begins', async () => {
    dynamodb.on(QueryCommand).resolves({ Items: [{ sk: 'a' }], LastEvaluatedKey: { sk: 'a' } });
    const page = await table.queryPage({ ...query, limit: 1, newestFirst: true, attributes: ['sk', 'keys'] });
    expect(page).toEqual({ items: [{ sk: 'a' }], lastKey: { sk: 'a' } });
    expect(dynamodb.commandCalls(QueryCommand)[0]?.args[0].input).toMatchObject({
      Limit: 1,
      ScanIndexForward: false,
      ProjectionExpression: '#sk, #keys',
      ExpressionAttributeNames: { '#sk': 'sk', '#keys': 'keys' },
    });
  });
});

it('finds null where there is no item', async () => {
  dynamodb.on(GetCommand).resolves({});
  expect(await table.get(key)).toBeNull();
});
