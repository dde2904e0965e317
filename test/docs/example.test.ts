import { Match, Template } from 'aws-cdk-lib/assertions';
import { keyAccessLog } from '../../lambdas/contract/access-log.ts';
import { type ExampleTemplates, exampleSecretArn } from '../support/example-templates.ts';
import { readRoutes } from '../support/routes.ts';
import { shared } from '../support/shared/shared.ts';
import { resourcesOf } from '../support/stacks.ts';
import { readCodeBlocks, readText } from './markdown.ts';

let examples: ExampleTemplates;

beforeAll(async () => {
  examples = await shared<ExampleTemplates>('examples');
});

describe('examples/attach-to-your-api.ts', () => {
  let template: Template;

  beforeAll(() => {
    template = Template.fromJSON(examples.orders);
  });

  it('is what the document shows', () => {
    expect(readCodeBlocks(readText('docs/attach-to-your-api.md'), 'ts')).toEqual([
      readText('examples/attach-to-your-api.ts'),
    ]);
  });

  it('has the authorizer on every method', () => {
    expect(readRoutes(template, 'Orders')).toEqual([
      { route: 'GET /orders', authorization: 'CUSTOM', integration: 'HTTP_PROXY' },
      { route: 'POST /orders', authorization: 'CUSTOM', integration: 'HTTP_PROXY' },
    ]);
    const authorizers = Object.keys(resourcesOf(template, 'AWS::ApiGateway::Authorizer'));
    expect(authorizers).toHaveLength(1);
    for (const { Properties } of Object.values(resourcesOf(template, 'AWS::ApiGateway::Method'))) {
      expect(Properties.AuthorizerId).toEqual({ Ref: authorizers[0] });
    }
  });

  it('calls a function that knows table and prefix, and may only read the table; another one counts', () => {
    template.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: { TABLE_NAME: 'the-table', KEY_PREFIX: 'abc', AUTHORIZER_CACHE_SECONDS: '0' },
      },
    });
    const policies = JSON.stringify(resourcesOf(template, 'AWS::IAM::Policy'));
    const [read, ...counter] = policies.match(/dynamodb:[A-Z]\w+Item/g) ?? [];
    // What alters items is both allowed and, of trails, denied.
    expect([read, ...counter.sort()]).toEqual([
      'dynamodb:GetItem',
      'dynamodb:DeleteItem',
      'dynamodb:DeleteItem',
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:UpdateItem',
    ]);
    expect(policies).toContain(':table/the-table"');
  });

  it('counts the calls of keys from its access log, and says so when that can not be', () => {
    const [stage] = Object.values(resourcesOf(template, 'AWS::ApiGateway::Stage'));
    const [filter] = Object.values(resourcesOf(template, 'AWS::Logs::SubscriptionFilter'));
    const group = filter?.Properties.LogGroupName.Ref;
    const { DestinationArn, Format } = stage?.Properties.AccessLogSetting ?? {};
    expect(DestinationArn['Fn::Join'][1].at(-1)).toEqual({ Ref: group });
    expect(JSON.parse(Format)).toEqual(keyAccessLog);
    expect(examples.useFaults).toEqual({
      counted: [],
      notCounted: [],
      otherFormat: [expect.stringContaining('set accessLogFormat to KeyAuthorizer.accessLogFormat')],
      noStage: [expect.stringContaining('set accessLogDestination')],
    });
  });

  it('explains its refusals', () => {
    const responses = Object.values(resourcesOf(template, 'AWS::ApiGateway::GatewayResponse'));
    const statuses = responses.map(({ Properties }) => [Properties.ResponseType, Properties.StatusCode]);
    expect(Object.fromEntries(statuses)).toEqual({
      ACCESS_DENIED: '401',
      UNAUTHORIZED: '401',
      AUTHORIZER_FAILURE: '500',
      AUTHORIZER_CONFIGURATION_ERROR: '500',
    });
    const denial = responses.find(({ Properties }) => Properties.ResponseType === 'ACCESS_DENIED');
    expect(JSON.parse(denial?.Properties.ResponseTemplates['application/json'])).toMatchObject({
      code: '$context.authorizer.code',
      detail: '$context.authorizer.detail',
    });
  });

  it('tells the server behind it who called, and keeps the secret from it', () => {
    for (const { Properties } of Object.values(resourcesOf(template, 'AWS::ApiGateway::Method'))) {
      expect(Properties.Integration.RequestParameters).toEqual({
        'integration.request.header.x-latchkey-account-id': 'context.authorizer.accountId',
        'integration.request.header.x-latchkey-access-key': 'context.authorizer.accessKey',
        'integration.request.header.x-latchkey-expires-at': 'context.authorizer.expiresAt',
        'integration.request.header.Authorization': "' '",
        'integration.request.header.x-api-key': "' '",
      });
    }
  });
});

describe('examples/secrets-manager-rotation', () => {
  let template: Template;
  beforeAll(() => {
    template = Template.fromJSON(examples.rotation);
  });

  it('lets the function rotate the one secret, and nothing else', () => {
    const statements = Object.values(resourcesOf(template, 'AWS::IAM::Policy')).flatMap(
      ({ Properties }) => Properties.PolicyDocument.Statement,
    );
    expect(statements).toEqual([
      {
        Effect: 'Allow',
        Action: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:GetSecretValue',
          'secretsmanager:PutSecretValue',
          'secretsmanager:UpdateSecretVersionStage',
        ],
        Resource: exampleSecretArn,
      },
    ]);
    const [role] = Object.values(resourcesOf(template, 'AWS::IAM::Role'));
    const basic = ':iam::aws:policy/service-role/AWSLambdaBasicExecutionRole';
    expect(role?.Properties.ManagedPolicyArns).toEqual([
      { 'Fn::Join': ['', ['arn:', { Ref: 'AWS::Partition' }, basic]] },
    ]);
  });

  it('is called by Secrets Manager for the same AWS account only, and on a schedule that begins with a test', () => {
    const functions = Object.keys(resourcesOf(template, 'AWS::Lambda::Function'));
    expect(functions).toHaveLength(1);
    const arn = { 'Fn::GetAtt': [functions[0], 'Arn'] };
    const permissions = Object.entries(resourcesOf(template, 'AWS::Lambda::Permission'));
    expect(permissions.map(([, { Properties }]) => Properties)).toEqual([
      {
        Action: 'lambda:InvokeFunction',
        FunctionName: arn,
        Principal: 'secretsmanager.amazonaws.com',
        SourceAccount: '111122223333',
      },
    ]);
    const [schedule] = Object.values(template.findResources('AWS::SecretsManager::RotationSchedule'));
    expect(schedule?.Properties).toEqual({
      SecretId: exampleSecretArn,
      RotationLambdaARN: arn,
      RotationRules: { AutomaticallyAfterDays: 30 },
      RotateImmediatelyOnUpdate: false,
    });
    // Else Secrets Manager would call a function that it may not call yet, or that may not read the secret.
    expect(schedule?.DependsOn).toEqual(
      expect.arrayContaining([
        permissions[0]?.[0],
        ...Object.keys(resourcesOf(template, 'AWS::IAM::Policy')),
      ]),
    );
  });

  it('tells somebody when a step fails', () => {
    const [topic] = Object.keys(resourcesOf(template, 'AWS::SNS::Topic'));
    template.hasResourceProperties('AWS::CloudWatch::Alarm', {
      MetricName: 'Errors',
      Threshold: 1,
      AlarmActions: [{ Ref: topic }],
    });
    template.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: {
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
            Resource: { Ref: topic },
          }),
        ]),
      },
    });
    template.hasResourceProperties('AWS::SNS::Subscription', { Endpoint: 'you@example.com' });
  });
});
