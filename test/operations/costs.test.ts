import type { Template } from 'aws-cdk-lib/assertions';
import { noticeShardCount } from '../../lambdas/core/notice-schedule.ts';
import { type Deployment, defaultDeployment } from '../../operations/costs/deployment.ts';
import { updateFigures } from '../../operations/costs/document.ts';
import {
  defaultUsage,
  estimateCalls,
  estimateCounting,
  estimateIdleMonth,
  sumOf,
} from '../../operations/costs/estimate.ts';
import { readOptions } from '../../operations/costs/options.ts';
import { renderEstimate, renderFigures } from '../../operations/costs/render.ts';
import { measureLogLine } from '../../operations/costs/sample-log-line.ts';
import { readText } from '../docs/markdown.ts';
import { type Resource, resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

let stacks: Synthesis;
let templates: Template[];

beforeAll(async () => {
  stacks = await synthesize();
  templates = [stacks.data, stacks.service, stacks.portal, stacks.notices, stacks.watch];
});

/** What the templates deploy; the metrics of the notifier are in its code alone. */
function readDeployment(): Deployment {
  const authorizer = functionOf(stacks.service, /^GatewayKeysFunction/);
  const notifier = functionOf(stacks.notices, /^Notifier[0-9A-F]{8}$/);
  const stage = stageOf('gateway');
  return {
    alarms: templates.flatMap(readAlarms).reduce((sum, metrics) => sum + metrics, 0),
    authorizerMemory: authorizer.MemorySize,
    notifierMemory: notifier.MemorySize,
    usageMemory: functionOf(stacks.service, /^GatewayKeysUseFunction/).MemorySize,
    isGatewayTraced: stage.TracingEnabled === true,
    isNotifierTraced: notifier.TracingConfig?.Mode === 'Active',
    hasAuthorizerReports: hasReports(authorizer),
    hasNotifierReports: hasReports(notifier),
    accessLogBytes: measureLogLine(stage.AccessLogSetting.Format),
    hasMethodMetrics: (stage.MethodSettings ?? []).some(
      ({ MetricsEnabled }: { MetricsEnabled?: boolean }) => MetricsEnabled,
    ),
    notifierRunsPerHour: runsPerHour(stacks.notices),
    notifierMetrics: readText('lambdas/handlers/notifier.ts').match(/addMetric\('/g)?.length ?? 0,
    notifierQueries: noticeShardCount,
    heartbeatsPerHour: runsPerHour(stacks.service),
  };
}

/** Of the only schedule in a template. */
function runsPerHour(template: Template): number {
  const [schedule] = Object.values(resourcesOf(template, 'AWS::Scheduler::Schedule'));
  const [, amount = '', unit] =
    /^rate\((\d+) (minute|hour)/.exec(schedule?.Properties.ScheduleExpression) ?? [];
  return unit === 'hour' ? 1 / Number(amount) : 60 / Number(amount);
}

/** @param id the logical id, which no rewording changes */
function functionOf(template: Template, id: RegExp): Resource['Properties'] {
  const found = Object.entries(resourcesOf(template, 'AWS::Lambda::Function')).filter(([name]) =>
    id.test(name),
  );
  expect(found.map(([name]) => name)).toEqual([expect.stringMatching(id)]);
  return found[0]?.[1].Properties;
}

function stageOf(api: string): Resource['Properties'] {
  const apis = Object.entries(resourcesOf(stacks.service, 'AWS::ApiGateway::RestApi'));
  const id = apis.find(([, { Properties }]) => Properties.Name.endsWith(api))?.[0];
  const stages = Object.values(resourcesOf(stacks.service, 'AWS::ApiGateway::Stage'));
  return stages.find(({ Properties }) => Properties.RestApiId.Ref === id)?.Properties;
}

/** How many metrics each alarm looks at: one that computes with several is billed as several. */
function readAlarms(template: Template): number[] {
  return Object.values(resourcesOf(template, 'AWS::CloudWatch::Alarm')).map(({ Properties }) => {
    const metrics: { MetricStat?: object }[] = Properties.Metrics ?? [];
    return Math.max(1, metrics.filter(({ MetricStat }) => MetricStat).length);
  });
}

const countOf = (template: Template, type: string) => Object.keys(resourcesOf(template, type)).length;

/** JSON logs drop the lines of Lambda itself from the level WARN on; plain text has them always. */
function hasReports({ LoggingConfig: config }: Resource['Properties']): boolean {
  const isJson = config?.LogFormat === 'JSON';
  return !isJson || !['WARN', 'ERROR', 'FATAL'].includes(config.SystemLogLevel);
}

it('the calculator counts what the templates deploy', () => {
  // When this fails, take over the figures into operations/costs/deployment.ts and run npm run costs --
  // --update-docs.
  expect(defaultDeployment).toEqual(readDeployment());
});

it('the figures of docs/costs.md are those of the calculator', () => {
  const document = readText('docs/costs.md');
  expect(document).toBe(updateFigures(document, defaultDeployment));
});

it('the default deployment has no more alarms, functions on a schedule or tables than are counted', () => {
  const count = (type: string) => templates.reduce((sum, template) => sum + countOf(template, type), 0);
  expect({
    schedules: count('AWS::Scheduler::Schedule'),
    tables: count('AWS::DynamoDB::GlobalTable'),
    compositeAlarms: count('AWS::CloudWatch::CompositeAlarm'),
    dashboards: count('AWS::CloudWatch::Dashboard'),
    firewalls: count('AWS::WAFv2::WebACL'),
    keys: count('AWS::KMS::Key'),
    secrets: count('AWS::SecretsManager::Secret'),
    streams: count('AWS::KinesisFirehose::DeliveryStream'),
    filters: count('AWS::Logs::SubscriptionFilter'),
  }).toEqual({
    schedules: 2,
    tables: 1,
    compositeAlarms: 0,
    // Free: an AWS account has three.
    dashboards: 1,
    firewalls: 0,
    keys: 0,
    secrets: 0,
    streams: 0,
    filters: 1,
  });
});

const lean: Deployment = {
  ...defaultDeployment,
  authorizerMemory: 512,
  isGatewayTraced: false,
  isNotifierTraced: false,
  hasAuthorizerReports: false,
  hasMethodMetrics: false,
};
const cost = (deployment: Deployment, changes = {}) =>
  Object.fromEntries(
    estimateCalls(deployment, { ...defaultUsage, ...changes }).map(({ item, dollars }) => [item, dollars]),
  );

it('a million calls cost what the price list says of a million', () => {
  expect(cost(lean)).toMatchObject({
    'API Gateway': 3.5,
    'Authorizer, calls': 0.2,
    // 10,000 seconds of half a GB.
    'Authorizer, time': expect.closeTo(0.066667, 6),
    'Authorizer, read of the key': 0.125,
    'X-Ray traces': 0,
    'Metrics of each method': 0,
  });
  expect(cost({ ...lean, accessLogBytes: 400 })['Access log']).toBeCloseTo(0.2);
  expect(cost({ ...lean, authorizerMemory: 256 })['Authorizer, time']).toBeCloseTo(0.033333, 5);
});

it('all calls are traced up to one a second, and 5 % of what is above', () => {
  const traced = { ...lean, isGatewayTraced: true };
  expect(cost(traced)['X-Ray traces']).toBe(5);
  expect(cost(traced, { callsPerSecond: 1 })['X-Ray traces']).toBe(5);
  expect(cost(traced, { callsPerSecond: 101 })['X-Ray traces']).toBeCloseTo((5 * 6) / 101);
});

it('a cached decision costs neither an invocation nor a read', () => {
  const cached = cost(lean, { cachedShare: 0.75 });
  expect(cached).toMatchObject({ 'API Gateway': 3.5, 'Authorizer, calls': 0.05 });
  expect(cached['Authorizer, read of the key']).toBeCloseTo(0.03125);
});

it('counting a million calls of busy keys costs at most 5 cents, and no more than $3.20 at worst', () => {
  const counting = (spread: object) =>
    sumOf(estimateCounting(defaultDeployment, { ...defaultUsage, ...spread }));
  expect(counting({})).toBeLessThanOrEqual(0.05);
  expect(counting({ callsPerBatch: 1 })).toBeLessThanOrEqual(3.2);
  // Two writes for the batch, two for the key.
  expect(cost(lean)['Counting, writes']).toBeCloseTo((10_000 * 4 * 0.625) / 1e6);
});

it('metrics of each method cost by the month, once there is a call', () => {
  const measured = { ...lean, hasMethodMetrics: true };
  expect(cost(measured, { calls: 1 })['Metrics of each method']).toBe(1.5);
  expect(cost(measured, { calls: 1e9, methodsInUse: 2 })['Metrics of each method']).toBe(3);
  expect(cost(measured, { calls: 0 })['Metrics of each method']).toBe(0);
});

it('an idle month is alarms and metrics, and cents for the notifier and heartbeats', () => {
  const items = estimateIdleMonth(lean);
  const [alarms, metrics, ...rest] = items;
  expect(alarms?.dollars).toBeCloseTo(lean.alarms * 0.1);
  expect(metrics?.dollars).toBeCloseTo(lean.notifierMetrics * 0.3);
  const isHeartbeat = ({ item }: { item: string }) => item.startsWith('Heartbeats');
  expect(sumOf(rest.filter((item) => !isHeartbeat(item)))).toBeLessThan(0.05);
  expect(sumOf(rest.filter(isHeartbeat))).toBeLessThan(0.04);
  // Twelve runs an hour, eight queries of half a unit each.
  expect(items.find(({ item }) => item.includes('queries'))?.quantity).toBe(12 * 730 * 8 * 0.5);
});

it('says whether the targets are met, and if not, what could go', () => {
  expect(renderFigures({ ...lean, accessLogBytes: 330 })).toMatch(
    /a million calls: met\..*an idle month: met\./s,
  );
  const traced = renderFigures({ ...lean, isGatewayTraced: true, alarms: 90, notifierMetrics: 5 });
  expect(traced).toMatch(/a million calls: missed by \$4\.\d+\. What could go: X-Ray traces \(\$5\.00\)\./);
  expect(traced).toMatch(/an idle month: missed by \$8\.\d+\. What could go: nothing\./);
});

it('prints an estimate for the usage that it is given', () => {
  const options = readOptions(['--calls', '2000000', '--cached', '0.5']);
  if (options === 'help') throw new Error('no help was asked for');
  const text = renderEstimate(lean, options.usage);
  expect(text).toContain('2,000,000 authorized calls');
  expect(text).toMatch(/API Gateway +\$7\.00/);
});

it.each([
  [['--calls', 'many'], /--calls takes a number/],
  [['--cached', '2'], /--cached takes a number from 0 to 1/],
  [['--call', '1'], /--call/],
])('refuses %j', (args, message) => {
  expect(() => readOptions(args)).toThrow(message);
});
