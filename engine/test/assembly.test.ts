import { localizeAddresses } from '../src/addresses.ts';
import type { Resource } from '../src/assembly/template.ts';
import { assemblyOf as assembleIn } from './support/assembly.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const parent = temporaryFolder();
const assemblyOf = (stacks: Record<string, object>) => assembleIn(parent, stacks);

/** A resource whose property `P` is the expression, beside some to refer to. */
function resourceWith(expression: unknown, template: Record<string, unknown> = {}): Resource {
  const { Resources, ...rest } = template;
  const assembly = assemblyOf({
    Stack: {
      Resources: {
        Subject: { Type: 'Test::Subject', Properties: { P: expression, Q: { Deep: expression } } },
        Queue: { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'jobs' } },
        Api: { Type: 'AWS::ApiGateway::RestApi' },
        ...Object(Resources),
      },
      ...rest,
    },
  });
  const [resource] = assembly.resources('Test::Subject');
  if (resource === undefined) throw new Error('no subject');
  return resource;
}

test.each([
  ['a text', 'text', 'text'],
  ['a number', 5, 5],
  ['a pseudo parameter', { Ref: 'AWS::Region' }, 'us-east-1'],
  ['the stack', { Ref: 'AWS::StackName' }, 'Stack'],
  ['a resource', { Ref: 'Queue' }, 'https://sqs.us-east-1.amazonaws.com/000000000000/jobs'],
  ['an attribute', { 'Fn::GetAtt': ['Queue', 'Arn'] }, 'arn:aws:sqs:us-east-1:000000000000:jobs'],
  ['an attribute in short', { 'Fn::GetAtt': 'Queue.QueueName' }, 'jobs'],
  ['Join', { 'Fn::Join': ['-', ['a', { Ref: 'AWS::Partition' }, 3]] }, 'a-aws-3'],
  ['Sub', { 'Fn::Sub': `\${AWS::AccountId}/\${Queue.QueueName}/\${!kept}` }, `000000000000/jobs/\${kept}`],
  [
    'Sub with a map',
    { 'Fn::Sub': [`\${x}-\${AWS::URLSuffix}`, { x: { Ref: 'AWS::Region' } }] },
    'us-east-1-amazonaws.com',
  ],
  ['Select and Split', { 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
  ['If', { 'Fn::If': ['Yes', 'then', 'else'] }, 'then'],
  ['Not', { 'Fn::If': ['No', 'then', 'else'] }, 'else'],
  ['And and Or', { 'Fn::If': ['Both', 'then', { 'Fn::If': ['Either', 'one', 'none'] }] }, 'one'],
  ['a parameter', { Ref: 'Size' }, 'small'],
  ['a mapping', { 'Fn::FindInMap': ['Sizes', { Ref: 'Size' }, 'mb'] }, 128],
  ['Base64', { 'Fn::Base64': 'a' }, 'YQ=='],
  [
    'what is inside of maps and lists',
    { a: [{ Ref: 'AWS::Region' }], b: { c: { Ref: 'Size' } } },
    { a: ['us-east-1'], b: { c: 'small' } },
  ],
  ['NoValue', { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] }, { b: [1] }],
])('resolves %s', (_, expression, value) => {
  const equals = (left: string, right: string) => ({ 'Fn::Equals': [left, right] });
  const resource = resourceWith(expression, {
    Parameters: { Size: { Type: 'String', Default: 'small' } },
    Mappings: { Sizes: { small: { mb: 128 } } },
    Conditions: {
      Yes: equals('a', 'a'),
      No: { 'Fn::Not': [{ Condition: 'Yes' }] },
      Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
      Either: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    },
  });
  expect(resource.value('P')).toEqual(value);
  expect(resource.value('Q.Deep')).toEqual(value);
});

test.each([
  [{ Ref: 'Nothing' }, /Stack\/Subject, P: .*Nothing/],
  [{ 'Fn::GetAtt': ['Queue', 'Colour'] }, /Stack\/Queue.*Colour/],
  [{ 'Fn::Transform': {} }, /Fn::Transform/],
  [{ 'Fn::ImportValue': 'nothing' }, /nothing/],
  [{ Ref: 'Empty' }, /Empty/],
])('fails on %j with a message that names the property, and only when it is read', (expression, message) => {
  const resource = resourceWith(expression, { Parameters: { Empty: { Type: 'String' } } });
  expect(resource.exists).toBe(true);
  expect(resource.value('Other')).toBeUndefined();
  expect(() => resource.value('P')).toThrow(message);
});

test('resolves an export of another stack by its computed name', () => {
  const assembly = assemblyOf({
    Data: {
      Resources: { Table: { Type: 'AWS::DynamoDB::Table', Properties: { TableName: 'keys' } } },
      Outputs: {
        Out: { Value: { Ref: 'Table' }, Export: { Name: { 'Fn::Sub': `\${AWS::StackName}:Table` } } },
      },
    },
    Service: {
      Resources: { S: { Type: 'Test::S', Properties: { Table: { 'Fn::ImportValue': 'Data:Table' } } } },
    },
  });
  expect(assembly.resources('Test::S')[0]?.text('Table')).toBe('keys');
});

test('leaves out resources whose condition does not hold', () => {
  const assembly = assemblyOf({
    Stack: {
      Conditions: { Never: { 'Fn::Equals': ['a', 'b'] } },
      Resources: { A: { Type: 'Test::A', Condition: 'Never' }, B: { Type: 'Test::A' } },
    },
  });
  expect(assembly.resources('Test::A').map(({ logicalId }) => logicalId)).toEqual(['B']);
});

test('gives resources stable, distinct names of valid length', () => {
  const long = 'L'.repeat(200);
  const assembly = assemblyOf({
    One: { Resources: { F: { Type: 'AWS::Lambda::Function' }, [long]: { Type: 'AWS::Lambda::Function' } } },
    Two: { Resources: { F: { Type: 'AWS::Lambda::Function' } } },
  });
  const names = assembly.resources('AWS::Lambda::Function').map(({ physicalName }) => physicalName);
  expect(names).toEqual(['One-F', expect.stringMatching(/^One-L{50}-[a-z0-9]{8}$/), 'Two-F']);
});

describe('addresses in AWS become local ones', () => {
  const url = (stage: string) => ({
    'Fn::Sub': `https://\${Api}.execute-api.\${AWS::Region}.\${AWS::URLSuffix}${stage}`,
  });
  const localized = (expression: unknown, resources: object = {}) => {
    const subject = {
      Api: { Type: 'AWS::ApiGateway::RestApi' },
      Stage: { Type: 'AWS::ApiGateway::Stage', Properties: { RestApiId: { Ref: 'Api' }, StageName: 'live' } },
      Subject: { Type: 'Test::Subject', Properties: { P: expression } },
      Site: {
        Type: 'AWS::CloudFront::Distribution',
        Properties: { DistributionConfig: { Aliases: ['keys.example.com'] } },
      },
      Pool: { Type: 'AWS::Cognito::UserPool' },
      Login: { Type: 'AWS::Cognito::UserPoolDomain', Properties: { Domain: 'login' } },
      ...resources,
    };
    const assembly = assemblyOf({ Stack: { Resources: subject } });
    const api = assembly.resources('AWS::ApiGateway::RestApi')[0]?.physicalName ?? '';
    localizeAddresses(assembly, {
      portal: 'http://localhost:4000',
      issuer: 'http://localhost:4000/_local/oidc',
      secondIssuer: 'http://127.0.0.1:4000/_local/provider',
      apis: new Map([[api, 'http://localhost:4001']]),
    });
    return assembly.resources('Test::Subject')[0]?.value('P');
  };

  test.each([
    [url('/live/v1/x'), 'http://localhost:4001/v1/x'],
    [url('/live'), 'http://localhost:4001'],
    [url(''), 'http://localhost:4001'],
    [url('/lively'), 'http://localhost:4001/lively'],
    [{ 'Fn::Sub': `https://\${Site.DomainName}/a` }, 'http://localhost:4000/a'],
    [{ 'Fn::GetAtt': ['Site', 'DomainName'] }, 'localhost:4000'],
    ['https://keys.example.com/callback', 'http://localhost:4000/callback'],
    ['https://other.keys.example.com/', 'https://other.keys.example.com/'],
    [{ 'Fn::GetAtt': ['Pool', 'ProviderURL'] }, 'http://localhost:4000/_local/oidc'],
    ['https://login.auth.us-east-1.amazoncognito.com/logout', 'http://localhost:4000/_local/oidc/logout'],
    [
      ['https://example.com', { Ref: 'AWS::Region' }],
      ['https://example.com', 'us-east-1'],
    ],
  ])('%j is %j', (expression, value) => {
    expect(localized(expression)).toEqual(value);
  });
});
