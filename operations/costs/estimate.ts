import type { Deployment } from './deployment.ts';
import { type PriceName, prices } from './prices.ts';

/** How the gateway is used in a month. */
export interface Usage {
  /** Calls that a key lets in. */
  calls: number;
  /** While there are any; null: spread evenly over the month. X-Ray samples by it. */
  callsPerSecond: number | null;
  /** The share of calls that the authorizer's cache decides, 0 to 1. */
  cachedShare: number;
  /** Billed milliseconds of the authorizer for a call. */
  authorizerMilliseconds: number;
  /** Methods of the gateway that are called at all, of those in the template. */
  methodsInUse: number;
  /** Calls in a batch of the access log, as CloudWatch Logs delivers it for counting. */
  callsPerBatch: number;
  /** Different keys in a batch. */
  keysPerBatch: number;
}

export const defaultUsage: Usage = {
  calls: 1_000_000,
  callsPerSecond: null,
  cachedShare: 0,
  authorizerMilliseconds: 10,
  methodsInUse: 1,
  callsPerBatch: 100,
  keysPerBatch: 1,
};

/** One line of a bill. */
export interface CostItem {
  item: string;
  quantity: number;
  price: PriceName;
  dollars: number;
}

const hoursPerMonth = 730;

// Bytes of Lambda's own three lines about a call, and of what tracing adds to the last of them.
const reportBytes = 340;
const reportTraceBytes = 105;
// Billed milliseconds of a run of the notifier that finds nothing due, which logs nothing of its own.
const idleRunMilliseconds = 150;
// Of a function's and a method's series in CloudWatch: 4XXError, 5XXError, Count, Latency,
// IntegrationLatency.
const metricsPerMethod = 5;
// Billed milliseconds of the counting function: for a batch, and for each key in it.
const batchMilliseconds = 40;
const keyMilliseconds = 2;
// Of a heartbeat on an idle gateway, which starts this function cold, and the authorizer that it waits for.
const heartbeatMilliseconds = 1_000;
const coldAuthorizerMilliseconds = 400;
// Its writes: a batch is claimed and remembered; of each key, the day and the key itself.
const writesPerBatch = 2;
const writesPerKey = 2;
// X-Ray's default rule: the first request of each second, and this share of the others.
const sampledShare = 0.05;

/** What the calls of a month cost, beside the idle month. */
export function estimateCalls(deployment: Deployment, usage: Usage): CostItem[] {
  const { calls, cachedShare, authorizerMilliseconds, methodsInUse } = usage;
  const checks = calls * (1 - cachedShare);
  const seconds = (authorizerMilliseconds / 1000) * checks;
  const traceBytes = deployment.isGatewayTraced ? reportTraceBytes : 0;
  return [
    entry('API Gateway', calls, 'restCall'),
    entry('Authorizer, calls', checks, 'functionCall'),
    entry('Authorizer, time', seconds * (deployment.authorizerMemory / 1024), 'functionTime'),
    // A strongly consistent read of one item below 4 KB.
    entry('Authorizer, read of the key', checks, 'readUnit'),
    entry('Access log', gigabytes(calls * deployment.accessLogBytes), 'logGigabyte'),
    ...estimateCounting(deployment, usage),
    entry(
      'START, END and REPORT lines of the authorizer',
      deployment.hasAuthorizerReports ? gigabytes(checks * (reportBytes + traceBytes)) : 0,
      'logGigabyte',
    ),
    entry('X-Ray traces', deployment.isGatewayTraced ? calls * sampled(usage) : 0, 'trace'),
    entry(
      'Metrics of each method',
      deployment.hasMethodMetrics && calls > 0 ? methodsInUse * metricsPerMethod : 0,
      'metric',
    ),
  ];
}

/** What it costs to count the calls of keys: by the batches that they come in, and the keys in these. */
export function estimateCounting({ usageMemory }: Deployment, usage: Usage): CostItem[] {
  const batches = usage.calls / usage.callsPerBatch;
  const keys = batches * usage.keysPerBatch;
  const seconds = (batches * batchMilliseconds + keys * keyMilliseconds) / 1000;
  return [
    entry('Counting, calls', batches, 'functionCall'),
    entry('Counting, time', seconds * (usageMemory / 1024), 'functionTime'),
    // Of the key, below 4 KB.
    entry('Counting, reads', keys, 'readUnit'),
    entry('Counting, writes', batches * writesPerBatch + keys * writesPerKey, 'writeUnit'),
  ];
}

/** What a month costs in which nobody calls and nothing falls due. */
export function estimateIdleMonth(deployment: Deployment): CostItem[] {
  const runs = deployment.notifierRunsPerHour * hoursPerMonth;
  const traceBytes = deployment.isNotifierTraced ? reportTraceBytes : 0;
  const logBytes = deployment.hasNotifierReports ? reportBytes + traceBytes : 0;
  return [
    entry('Alarms', deployment.alarms, 'alarm'),
    entry('Metrics of the notifier', deployment.notifierMetrics, 'metric'),
    entry('Schedule of the notifier', runs, 'schedule'),
    entry('Notifier, calls', runs, 'functionCall'),
    entry(
      'Notifier, time',
      runs * (idleRunMilliseconds / 1000) * (deployment.notifierMemory / 1024),
      'functionTime',
    ),
    // An eventually consistent query that finds nothing is half a unit.
    entry('Notifier, queries of the queue', runs * deployment.notifierQueries * 0.5, 'readUnit'),
    entry('Notifier, log', gigabytes(runs * logBytes), 'logGigabyte'),
    entry('X-Ray traces of the notifier', deployment.isNotifierTraced ? runs : 0, 'trace'),
    ...estimateHeartbeats(deployment),
  ];
}

/** A heartbeat is a call of the gateway without a key, which is free; its line of the log is a batch of its own. */
function estimateHeartbeats({ heartbeatsPerHour, ...deployment }: Deployment): CostItem[] {
  const beats = heartbeatsPerHour * hoursPerMonth;
  const megabyteMilliseconds =
    deployment.usageMemory * (heartbeatMilliseconds + batchMilliseconds) +
    deployment.authorizerMemory * coldAuthorizerMilliseconds;
  return [
    entry('Heartbeats, schedule', beats, 'schedule'),
    // Of the function that counts, at the heartbeat and for its line; and of the authorizer in between.
    entry('Heartbeats, calls', beats * 3, 'functionCall'),
    entry('Heartbeats, time', (beats * megabyteMilliseconds) / 1024 / 1000, 'functionTime'),
    // How far calls are counted: read eventually consistently, and written.
    entry('Heartbeats, reads', beats * 0.5, 'readUnit'),
    entry('Heartbeats, writes', beats, 'writeUnit'),
    entry('Heartbeats, access log', gigabytes(beats * deployment.accessLogBytes), 'logGigabyte'),
  ];
}

export function sumOf(items: readonly CostItem[]): number {
  return items.reduce((sum, { dollars }) => sum + dollars, 0);
}

function sampled({ calls, callsPerSecond }: Usage): number {
  const rate = callsPerSecond ?? calls / (hoursPerMonth * 3600);
  return rate <= 1 ? 1 : (1 + (rate - 1) * sampledShare) / rate;
}

function entry(item: string, quantity: number, price: PriceName): CostItem {
  const { dollars, per } = prices[price];
  return { item, quantity, price, dollars: (quantity / per) * dollars };
}

const gigabytes = (bytes: number) => bytes / 1e9;
