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

it("subscribes the function to the gateway's access log, for calls whose key is known", () => {
  const stage = only('AWS::ApiGateway::Stage', /^Gateway/).properties;
  expect(JSON.parse(stage.AccessLogSetting.Format)).toEqual(keyAccessLog);
  const group = groupOf(stage);
  expect(only('AWS::Logs::SubscriptionFilter').properties).toEqual({
    LogGroupName: { Ref: group },
    DestinationArn: { 'Fn::GetAtt': [only('AWS::Lambda::Function', /^GatewayKeysUse/).id, 'Arn'] },
    FilterPattern: '{ $.accessKey != "-" }',
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
  const alarms = Object.entries(resourcesOf(stacks.notices, 'AWS::CloudWatch::Alarm'));
  const [, alarm] = alarms.find(([id]) => id.startsWith('UseLost')) ?? [];
  expect(JSON.stringify(alarm?.Properties.Dimensions)).toContain(queue.id);
  expect(alarm?.Properties).toMatchObject({ MetricName: 'ApproximateNumberOfMessagesVisible', Threshold: 0 });
});
