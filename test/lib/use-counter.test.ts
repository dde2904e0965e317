import { keyAccessLog } from '../../lambdas/contract/access-log.ts';
import { type Resource, resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

let stacks: Synthesis;

beforeAll(async () => {
  stacks = await synthesize();
});

const only = (type: string, pattern = /./) => {
  const [found, ...others] = Object.entries(resourcesOf(stacks.service, type)).filter(([id]) =>
    pattern.test(id),
  );
  if (!found || others.length > 0) throw new Error(`There is not exactly one ${type} ${pattern}.`);
  return { id: found[0], properties: found[1].Properties };
};

/** The id of the log group that a stage writes its access log to. */
const groupOf = (stage: Resource['Properties']): string =>
  stage.AccessLogSetting.DestinationArn['Fn::Join'][1].at(-1).Ref;

it("subscribes the function to the gateway's access log, for calls whose key is known and for heartbeats", () => {
  const stage = only('AWS::ApiGateway::Stage', /^Gateway/).properties;
  expect(JSON.parse(stage.AccessLogSetting.Format)).toEqual(keyAccessLog);
  const group = groupOf(stage);
  expect(only('AWS::Logs::SubscriptionFilter').properties).toEqual({
    LogGroupName: { Ref: group },
    DestinationArn: { 'Fn::GetAtt': [only('AWS::Lambda::Function', /^GatewayKeysUse/).id, 'Arn'] },
    FilterPattern: '{ ($.accessKey != "-") || ($.path = "*/v1/whoami") }',
  });
});

it('lets CloudWatch Logs of this AWS account call it for that log group, before the filter is made', () => {
  const { id, properties } = only('AWS::Lambda::Permission', /^GatewayKeysUse/);
  const group = groupOf(only('AWS::ApiGateway::Stage', /^Gateway/).properties);
  expect(properties).toMatchObject({
    Action: 'lambda:InvokeFunction',
    Principal: 'logs.amazonaws.com',
    SourceArn: { 'Fn::GetAtt': [group, 'Arn'] },
    SourceAccount: { Ref: 'AWS::AccountId' },
  });
  const [filter] = Object.values(stacks.service.findResources('AWS::Logs::SubscriptionFilter'));
  expect(filter?.DependsOn).toContain(id);
});

// While one of them is replaced, CloudWatch Logs drops the lines of ten minutes.
it('keeps the ids of function, permission and filter', () => {
  const ids = ['AWS::Lambda::Function', 'AWS::Lambda::Permission', 'AWS::Logs::SubscriptionFilter'].map(
    (type) => only(type, /^GatewayKeysUse/).id,
  );
  expect(ids).toEqual([
    'GatewayKeysUseFunctionA3815423',
    'GatewayKeysUsePermission6437052B',
    'GatewayKeysUseFilterBD825D6E',
  ]);
});

it('keeps what could not be counted for 14 days, with an alarm', () => {
  const queue = only('AWS::SQS::Queue', /^GatewayKeysUseLost/);
  expect(queue.properties).toMatchObject({ MessageRetentionPeriod: 1_209_600, SqsManagedSseEnabled: true });
  const config = only('AWS::Lambda::EventInvokeConfig').properties;
  expect(config.DestinationConfig.OnFailure.Destination).toEqual({ 'Fn::GetAtt': [queue.id, 'Arn'] });
  const alarms = Object.entries(resourcesOf(stacks.watch, 'AWS::CloudWatch::Alarm'));
  const [, alarm] = alarms.find(([id]) => id.startsWith('UseLost')) ?? [];
  expect(JSON.stringify(alarm?.Properties.Dimensions)).toContain(queue.id);
  expect(alarm?.Properties).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 0 });
});

it('has the gateway called every 15 minutes, by a schedule that may do nothing else', () => {
  const { id } = only('AWS::Lambda::Function', /^GatewayKeysUse/);
  const { properties } = only('AWS::Scheduler::Schedule');
  const role = only('AWS::IAM::Role', /^GatewayKeysUseHeartbeatRole/);
  expect(properties).toMatchObject({
    ScheduleExpression: 'rate(15 minutes)',
    State: 'ENABLED',
    Target: {
      Arn: { 'Fn::GetAtt': [id, 'Arn'] },
      RoleArn: { 'Fn::GetAtt': [role.id, 'Arn'] },
      RetryPolicy: { MaximumRetryAttempts: 0 },
    },
  });
  const api = { Ref: only('AWS::ApiGateway::Stage', /^Gateway/).properties.RestApiId.Ref };
  const [before, ...rest] = properties.Target.Input['Fn::Join'][1];
  expect(before).toBe('{"heartbeat":"https://');
  expect(rest[0]).toEqual(api);
  expect(rest.at(-1)).toBe('/v1/whoami"}');
  const policy = only('AWS::IAM::Policy', /^GatewayKeysUseHeartbeatRole/).properties;
  const arn = { 'Fn::GetAtt': [id, 'Arn'] };
  expect(policy.PolicyDocument.Statement).toEqual([
    {
      Action: 'lambda:InvokeFunction',
      Effect: 'Allow',
      Resource: [arn, { 'Fn::Join': ['', [arn, ':*']] }],
    },
  ]);
});

it('tells when the log is not being read although the gateway is called', () => {
  const alarms = Object.entries(resourcesOf(stacks.watch, 'AWS::CloudWatch::Alarm'));
  const [, alarm] = alarms.find(([id]) => id.startsWith('UseUnwatched')) ?? [];
  const { POWERTOOLS_SERVICE_NAME: service } = only('AWS::Lambda::Function', /^GatewayKeysUse/).properties
    .Environment.Variables;
  expect(alarm?.Properties).toMatchObject({
    MetricName: 'UseUnwatched',
    Dimensions: [{ Name: 'service', Value: service }],
    Period: 3600,
    Threshold: 2,
    TreatMissingData: 'notBreaching',
  });
});
