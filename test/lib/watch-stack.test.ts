import { Match } from 'aws-cdk-lib/assertions';
import { isOn, type Samples } from '../support/alarm-state.ts';
import { type Resource, resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

let plain: Synthesis;
let told: Synthesis;

beforeAll(async () => {
  plain = await synthesize();
  told = await synthesize({
    alarmEmail: 'ops@acme.dev',
    alarmWebhook: 'https://events.acme.dev/x?key=1',
    noticeIntervalMinutes: 60,
    gatewayLatencyAlarmSeconds: 29,
    dashboard: false,
  });
});

function alarmsOf({ watch }: Synthesis): Record<string, Resource['Properties']> {
  const alarms = Object.entries(resourcesOf(watch, 'AWS::CloudWatch::Alarm'));
  // The id without its hash.
  return Object.fromEntries(alarms.map(([id, { Properties }]) => [id.slice(0, -8), Properties]));
}

const share = (bad: number, of: number): Samples => Array.from({ length: of }, (_, i) => (i < bad ? 1 : 0));
const repeat = <T>(times: number, value: T): T[] => new Array(times).fill(value);
/** One slow call in so many, in milliseconds. */
const slow = (oneIn: number, milliseconds: number): Samples => [milliseconds, ...repeat(oneIn - 1, 20)];

/** For each alarm what it must tell of, and what it must be silent about: samples of each period, oldest first. */
const cases: Record<string, { on: Samples[][]; off: Samples[][]; quota?: number }> = {
  GatewayErrors: {
    on: [repeat(3, share(6, 100)), [[], share(6, 100), share(6, 100)], repeat(2, share(1, 1))],
    off: [repeat(3, share(5, 100)), [share(100, 100), [], []]],
  },
  ManagementErrors: { on: [repeat(2, share(1, 10))], off: [[share(1, 10)], repeat(3, share(1, 20))] },
  OperatorErrors: { on: [repeat(2, share(1, 1))], off: [[share(1, 1)], repeat(3, share(1, 20))] },
  GatewaySlow: {
    on: [repeat(3, slow(15, 5_001))],
    off: [repeat(3, slow(25, 29_000)), repeat(2, slow(1, 29_000)), repeat(3, slow(1, 5_000))],
  },
  ManagementSlow: { on: [repeat(3, slow(1, 5_001))], off: [repeat(3, slow(1, 4_999))] },
  AuthorizerFails: { on: [repeat(2, share(6, 9))], off: [repeat(3, share(5, 9)), [share(900, 900)]] },
  AuthorizerThrottled: { on: [[[1]]], off: [[[0]], [[]]] },
  AuthorizerSlow: { on: [repeat(3, slow(50, 2_001))], off: [repeat(3, slow(200, 6_000))] },
  ConcurrencyUsedUp: { on: [[[3, 9]], [[1_000]]], off: [[[8]], [[]]], quota: 10 },
  TableReadsThrottled: { on: [[[101]]], off: [[[100]]] },
  TableWritesThrottled: { on: [[[101]]], off: [[[100]]] },
  TableFails: { on: [repeat(2, share(6, 6))], off: [[share(6, 6)], repeat(3, share(5, 5))] },
  NoticesOverdue: { on: [[[20, 1_801]]], off: [[[1_800]], [[]]] },
  NotifierFails: { on: [repeat(3, [1])], off: [[[0], [1], [1]]] },
  NotifierSilent: { on: [repeat(3, []), []], off: [[[1], [], []]] },
  NoticeRunsLost: { on: [[[1]]], off: [[[0]], [[]]] },
  MailEventsLost: { on: [[[1]]], off: [[[0]]] },
  MailEventsFail: { on: [[[1]]], off: [[[0]]] },
  UseLost: { on: [[[1]]], off: [[[0]]] },
  UseUnwatched: { on: [[share(3, 4)]], off: [[share(2, 4)], [[]]] },
  AccountsUndeliverable: { on: [[[1]]], off: [[[]]] },
  MailsUnconfirmed: { on: [[[1]]], off: [[[]]] },
  // SES reviews an account from 5 % and 0.1 % on.
  BounceRate: { on: [[[0.045]]], off: [[[0.04]], [[]]] },
  ComplaintRate: { on: [[[0.0009]]], off: [[[0.0008]], [[]]] },
};

it.each(Object.entries(cases))('%s goes off in time, and for nothing else', (name, { on, off, quota }) => {
  const { [name]: alarm } = alarmsOf(plain);
  for (const periods of on) expect([periods, isOn(alarm, periods, quota)]).toEqual([periods, true]);
  for (const periods of off) expect([periods, isOn(alarm, periods, quota)]).toEqual([periods, false]);
});

it('has an alarm for each way in which calls and mail can fail, and says to whom it was told', () => {
  expect(Object.keys(alarmsOf(plain)).sort()).toEqual(Object.keys(cases).sort());
  for (const alarm of [...Object.values(alarmsOf(plain)), ...Object.values(alarmsOf(told))]) {
    expect(alarm.AlarmActions).toEqual([{ Ref: expect.stringMatching(/^AlarmTopic/) }]);
  }
  for (const { watch } of [plain, told]) {
    watch.resourceCountIs('AWS::SNS::Topic', 1);
    watch.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
          }),
        ]),
      }),
    });
  }
  plain.watch.resourceCountIs('AWS::SNS::Subscription', 0);
  const subscriptions = Object.values(resourcesOf(told.watch, 'AWS::SNS::Subscription'));
  expect(subscriptions.map(({ Properties: { Protocol, Endpoint } }) => [Protocol, Endpoint])).toEqual([
    ['email', 'ops@acme.dev'],
    ['https', 'https://events.acme.dev/x?key=1'],
  ]);
});

it('looks at metrics that AWS and the functions have', () => {
  const parts = ({ Namespace, MetricName, Dimensions, Metrics }: Resource['Properties']) => {
    const [{ MetricStat: computed }] = Metrics?.filter((m: object) => 'MetricStat' in m) ?? [{}];
    const { Metric = { Namespace, MetricName, Dimensions } } = computed ?? {};
    return `${Metric.Namespace} ${Metric.MetricName} ${(Metric.Dimensions ?? []).map(({ Name }: { Name: string }) => Name)}`;
  };
  const alarms = Object.entries(alarmsOf(plain)).map(([name, alarm]) => [name, parts(alarm)]);
  expect(Object.fromEntries(alarms)).toEqual({
    GatewayErrors: 'AWS/ApiGateway 5XXError ApiName',
    GatewaySlow: 'AWS/ApiGateway Latency ApiName',
    ManagementErrors: 'AWS/ApiGateway 5XXError ApiName',
    ManagementSlow: 'AWS/ApiGateway Latency ApiName',
    OperatorErrors: 'AWS/ApiGateway 5XXError ApiName',
    AuthorizerFails: 'AWS/Lambda Errors FunctionName',
    AuthorizerThrottled: 'AWS/Lambda Throttles FunctionName',
    AuthorizerSlow: 'AWS/Lambda Duration FunctionName',
    ConcurrencyUsedUp: 'AWS/Usage ResourceCount Class,Resource,Service,Type',
    TableReadsThrottled: 'AWS/DynamoDB ReadThrottleEvents TableName',
    TableWritesThrottled: 'AWS/DynamoDB WriteThrottleEvents TableName',
    TableFails: 'AWS/DynamoDB SystemErrors Operation,TableName',
    NoticesOverdue: 'Latchkey OldestOverdueNotice service',
    NotifierFails: 'AWS/Lambda Errors FunctionName',
    NotifierSilent: 'AWS/Lambda Invocations FunctionName',
    NoticeRunsLost: 'AWS/SQS ApproximateNumberOfMessagesVisible QueueName',
    MailEventsLost: 'AWS/SQS ApproximateNumberOfMessagesVisible QueueName',
    MailEventsFail: 'AWS/Lambda Errors FunctionName',
    UseLost: 'AWS/SQS ApproximateNumberOfMessagesVisible QueueName',
    UseUnwatched: 'Latchkey UseUnwatched service',
    AccountsUndeliverable: 'Latchkey AccountsUndeliverable service',
    MailsUnconfirmed: 'Latchkey MailsUnconfirmed service',
    BounceRate: 'AWS/SES Reputation.BounceRate ',
    ComplaintRate: 'AWS/SES Reputation.ComplaintRate ',
  });
  const names = (name: string) => alarmsOf(plain)[name]?.Dimensions[0].Value;
  const apis = ['GatewayErrors', 'ManagementErrors', 'OperatorErrors'];
  expect([...apis.map(names), names('NoticesOverdue')]).toEqual([
    'latchkey-prod-gateway',
    'latchkey-prod-management',
    'latchkey-prod-operator',
    'Latchkey-prod-Notices',
  ]);
});

it('has a run of the notifier in each period, however rare runs are, and the latency that is set', () => {
  const { NotifierFails, NotifierSilent, GatewaySlow } = alarmsOf(told);
  expect([NotifierFails.Period, NotifierSilent.Period, alarmsOf(plain).NotifierFails.Period]).toEqual([
    3600, 3600, 300,
  ]);
  expect(GatewaySlow.Threshold).toBe(29_000);
});

it('shows calls, refusals by code, latencies, notices and what costs money on a dashboard that is free', () => {
  const [dashboard] = Object.values(resourcesOf(plain.watch, 'AWS::CloudWatch::Dashboard'));
  const text = JSON.stringify(dashboard?.Properties.DashboardBody);
  for (const part of [
    'Count',
    '4XXError',
    '5XXError',
    'by code, responseType',
    'IntegrationLatency',
    'Duration',
    'OldestOverdueNotice',
    'ConsumedReadCapacityUnits',
    'IncomingBytes',
  ]) {
    expect(text).toContain(part);
  }
  // Each metric has a label; beyond 50 of them a dashboard costs money.
  expect(text.match(/\\"label\\"/g)?.length).toBeLessThanOrEqual(50);
  expect(JSON.stringify(dashboard?.Properties.DashboardName)).toContain('AWS::Region');
  told.watch.resourceCountIs('AWS::CloudWatch::Dashboard', 0);
});
