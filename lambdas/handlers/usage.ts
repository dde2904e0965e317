import { Logger } from '@aws-lambda-powertools/logger';
import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import { BatchCounter } from '../adapters/access-log/batch-counter.ts';
import { callGateway } from '../adapters/access-log/heartbeat.ts';
import { type LogBatch, type LogsEvent, readBatch } from '../adapters/access-log/read-batch.ts';
import { connectUsageStores } from '../adapters/table/stores.ts';
import type { Heartbeat } from '../contract/access-log.ts';
import { isUpToDate } from '../core/key-use.ts';

const logger = new Logger();
const metrics = new Metrics();
/** Longer than the function may run, shorter than Lambda waits before it repeats a batch that failed. */
const leaseMs = 40_000;
const stores = connectUsageStores();
const counter = new BatchCounter(stores, leaseMs);

/**
 * Counts the calls of keys from the access log that CloudWatch Logs delivers. Throws when the table can't be written:
 * Lambda then repeats the batch, and keeps it in a queue in the end. What can't be read is skipped, and counted as
 * a metric. A schedule has it call the gateway as well, so that there are lines to read when nobody else calls.
 */
export async function handler(event: LogsEvent | Heartbeat): Promise<{ calls: number }> {
  if ('heartbeat' in event) {
    await beat(event);
    return { calls: 0 };
  }
  const now = new Date();
  const batch = read(event, now);
  if (!batch) return { calls: 0 };
  reportSkipped(batch);
  const { gone, repeated } = await counter.count(batch, now);
  if (repeated || gone > 0) logger.info('Calls not counted.', { repeated, gone });
  return { calls: repeated ? 0 : batch.calls.length };
}

/** Its line comes back by way of the log. If lines do not, an alarm goes off, and no key is said to be unused. */
async function beat(heartbeat: Heartbeat): Promise<void> {
  try {
    const counting = await stores.usage.readCounting();
    if (!isUpToDate(counting, new Date())) publish('UseUnwatched', 1);
    await callGateway(heartbeat);
  } catch (error) {
    // Not thrown: there is nothing to repeat, since the next one comes soon.
    logger.error('A heartbeat failed.', { error: error as Error });
  }
}

/** Null if there is nothing to count; a delivery that can't be read would be no better the next time. */
function read(event: LogsEvent, now: Date): LogBatch | null {
  try {
    return readBatch(event, now);
  } catch (error) {
    logger.error('A delivery of the access log is not readable.', { error: error as Error });
    publish('UsageBatchesUnreadable', 1);
    return null;
  }
}

/** Calls without a key are the filter's business, and nothing to worry about. */
function reportSkipped({ skipped: { keyless: _, ...bad } }: LogBatch): void {
  const lines = Object.values(bad).reduce((sum, count) => sum + count, 0);
  if (lines === 0) return;
  logger.info('Lines of the access log skipped.', bad);
  publish('UsageLinesSkipped', lines);
}

function publish(name: string, count: number): void {
  metrics.addMetric(name, MetricUnit.Count, count);
  metrics.publishStoredMetrics();
}
