import { join } from 'node:path';
import {
  DeleteItemCommand,
  DeleteTableCommand,
  DynamoDBClient,
  GetItemCommand,
  ListTablesCommand,
  PutItemCommand,
  QueryCommand,
  waitUntilTableNotExists,
} from '@aws-sdk/client-dynamodb';
import { accessKeyIdOf } from '../src/functions/access-key-id.ts';
import { parsePolicy } from '../src/iam/policy.ts';
import { allows, readTableGrants, type TableGrants } from '../src/iam/table-grants.ts';
import type { TableDefinition } from '../src/table/table-definition.ts';
import { TableHost } from '../src/table/table-host.ts';
import { assemblyOf } from './support/assembly.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const folder = temporaryFolder();
const plain: TableDefinition = {
  TableName: 'keys',
  BillingMode: 'PAY_PER_REQUEST',
  AttributeDefinitions: [{ AttributeName: 'pk', AttributeType: 'S' }],
  KeySchema: [{ AttributeName: 'pk', KeyType: 'HASH' }],
};
const indexed: TableDefinition = {
  ...plain,
  AttributeDefinitions: [...plain.AttributeDefinitions, { AttributeName: 'due', AttributeType: 'S' }],
  GlobalSecondaryIndexes: [
    {
      IndexName: 'byDue',
      KeySchema: [{ AttributeName: 'due', KeyType: 'HASH' }],
      Projection: { ProjectionType: 'ALL' },
    },
  ],
};

async function withTable(path: string, use: (table: TableHost) => Promise<void>): Promise<void> {
  const table = await TableHost.start(path);
  try {
    await use(table);
  } finally {
    await table.close();
  }
}

test('creates missing tables, and does not touch existing ones', async () => {
  const path = join(folder, 'same');
  await withTable(path, (table) => table.ensureTables([indexed]));
  await withTable(path, (table) => table.ensureTables([indexed]));
});

/** Calls the table as the engine itself, which no role restricts. */
const clientOf = (table: TableHost) =>
  new DynamoDBClient({
    endpoint: table.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'engine', secretAccessKey: 'x' },
  });

const countByDue = async (table: TableHost) => {
  const query = {
    KeyConditionExpression: 'due = :due',
    ExpressionAttributeValues: { ':due': { S: 'soon' } },
  };
  const found = await clientOf(table).send(
    new QueryCommand({ TableName: 'keys', IndexName: 'byDue', ...query }),
  );
  return found.Count;
};

test('gives data from before the indexes that the app now has, wherever an earlier try ended', async () => {
  const path = join(folder, 'changed');
  await withTable(path, async (table) => {
    await table.ensureTables([plain]);
    for (let number = 0; number < 30; number += 1)
      await clientOf(table).send(
        new PutItemCommand({ TableName: 'keys', Item: { pk: { S: `${number}` }, due: { S: 'soon' } } }),
      );
  });
  await withTable(path, async (table) => {
    await table.ensureTables([indexed]);
    expect(await countByDue(table)).toBe(30);
    // As if the process had ended once the old table was gone.
    await clientOf(table).send(new DeleteTableCommand({ TableName: 'keys' }));
    await waitUntilTableNotExists(
      { client: clientOf(table), minDelay: 1, maxWaitTime: 60 },
      { TableName: 'keys' },
    );
    await table.ensureTables([{ ...indexed, TableName: 'keys.copy' }]);
    for (let number = 0; number < 30; number += 1)
      await clientOf(table).send(
        new PutItemCommand({ TableName: 'keys.copy', Item: { pk: { S: `${number}` }, due: { S: 'soon' } } }),
      );
  });
  await withTable(path, async (table) => {
    await table.ensureTables([indexed]);
    expect(await countByDue(table)).toBe(30);
    const { TableNames } = await clientOf(table).send(new ListTablesCommand({}));
    expect(TableNames).toEqual(['keys']);
  });
});

test('says what to do if the data has other keys than the app', async () => {
  const path = join(folder, 'other-keys');
  const other = [{ AttributeName: 'due', KeyType: 'HASH' as const }];
  await withTable(path, (table) => table.ensureTables([plain]));
  await withTable(path, async (table) => {
    const changed = {
      ...plain,
      AttributeDefinitions: [{ AttributeName: 'due', AttributeType: 'S' as const }],
      KeySchema: other,
    };
    await expect(table.ensureTables([changed])).rejects.toThrow(/table keys .* LATCHKEY_DATA/);
  });
});

const statement = (Effect: string, Action: string | string[]) => ({ Effect, Action, Resource: '*' });
const policy = (role: string, ...Statement: object[]) => ({
  Type: 'AWS::IAM::Policy',
  Properties: { PolicyName: 'p', Roles: [{ Ref: role }], PolicyDocument: { Statement } },
});
const functionOf = (role: string) => ({
  Type: 'AWS::Lambda::Function',
  Properties: { FunctionName: `function-of-${role}`, Role: { 'Fn::GetAtt': [role, 'Arn'] } },
});

test('reads from roles and policies what each function may do with tables', () => {
  const assembly = assemblyOf(folder, {
    Stack: {
      Resources: {
        Reader: { Type: 'AWS::IAM::Role', Properties: {} },
        Writer: {
          Type: 'AWS::IAM::Role',
          Properties: {
            Policies: [
              {
                PolicyDocument: {
                  Statement: [statement('Allow', 'dynamodb:*'), statement('Deny', 'dynamodb:*Get*')],
                },
              },
            ],
          },
        },
        Idle: { Type: 'AWS::IAM::Role', Properties: {} },
        ReaderPolicy: policy(
          'Reader',
          statement('Allow', ['dynamodb:GetItem', 'ses:*']),
          statement('Allow', 'dynamodb:Q*'),
        ),
        ReaderFunction: functionOf('Reader'),
        WriterFunction: functionOf('Writer'),
        IdleFunction: functionOf('Idle'),
        Foreign: {
          Type: 'AWS::Lambda::Function',
          Properties: { FunctionName: 'foreign', Role: 'arn:aws:iam::1:role/x' },
        },
      },
    },
  });
  const grants = readTableGrants(assembly);
  const operations = ['BatchGetItem', 'DeleteItem', 'GetItem', 'PutItem', 'Query', 'Scan', 'UpdateItem'];
  const granted = (name: string) => {
    const grant = grants.get(accessKeyIdOf(name)) ?? [];
    return operations.filter((operation) => allows(grant, operation, undefined));
  };
  expect(granted('function-of-Reader')).toEqual(['GetItem', 'Query']);
  expect(granted('function-of-Writer')).toEqual(['DeleteItem', 'PutItem', 'Query', 'Scan', 'UpdateItem']);
  expect(granted('function-of-Idle')).toEqual([]);
  expect(grants.has(accessKeyIdOf('foreign'))).toBe(false);
});

test('denies a function calls that its role does not grant, as DynamoDB would', async () => {
  await withTable(join(folder, 'granted'), async (table) => {
    await table.ensureTables([plain]);
    table.restrict(grantsOf(statement('Allow', 'dynamodb:GetItem')));
    const [reader, somebodyElse] = [connect(table, 'of-role'), connect(table, 'somebody-else')];
    await expect(reader.send(put('a'))).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await somebodyElse.send(put('a'));
    const get = new GetItemCommand({ TableName: 'keys', Key: { pk: { S: 'a' } } });
    expect((await reader.send(get)).Item).toEqual({ pk: { S: 'a' } });
  });
});

test('asks for the partition keys of items, where a grant has them as a condition', async () => {
  await withTable(join(folder, 'leading-keys'), async (table) => {
    await table.ensureTables([plain]);
    const condition = (operator: string, glob: string) => ({
      Condition: { [operator]: { 'dynamodb:LeadingKeys': [glob] } },
    });
    table.restrict(
      grantsOf(
        statement('Allow', ['dynamodb:DeleteItem', 'dynamodb:Query']),
        { ...statement('Allow', 'dynamodb:PutItem'), ...condition('ForAllValues:StringLike', 'LOG#*') },
        { ...statement('Deny', 'dynamodb:DeleteItem'), ...condition('ForAnyValue:StringLike', 'LOG#*') },
        { ...statement('Deny', 'dynamodb:Query'), ...condition('ForAnyValue:StringLike', 'LOG#*') },
      ),
    );
    const client = connect(table, 'of-role');
    const remove = (pk: string) => new DeleteItemCommand({ TableName: 'keys', Key: { pk: { S: pk } } });
    const denied = { name: 'AccessDeniedException' };
    await client.send(put('LOG#1'));
    await expect(client.send(put('other'))).rejects.toMatchObject(denied);
    await client.send(remove('other'));
    await expect(client.send(remove('LOG#1'))).rejects.toMatchObject(denied);
    // Of more than single items the engine does not know the keys, and denies what may be denied.
    const query = new QueryCommand({
      TableName: 'keys',
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'other' } },
    });
    await expect(client.send(query)).rejects.toMatchObject(denied);
  });
});

const put = (pk: string) => new PutItemCommand({ TableName: 'keys', Item: { pk: { S: pk } } });

const connect = (table: TableHost, accessKeyId: string) =>
  new DynamoDBClient({
    endpoint: table.endpoint,
    region: 'us-east-1',
    maxAttempts: 1,
    credentials: { accessKeyId, secretAccessKey: 'x' },
  });

/** Of the function whose access key ID is `of-role`. */
function grantsOf(...statements: object[]): TableGrants {
  const parsed = parsePolicy({ Statement: statements });
  if (!parsed) throw new Error('The statements are not valid.');
  return new Map([['of-role', parsed]]);
}
