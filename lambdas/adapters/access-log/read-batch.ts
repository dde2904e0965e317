import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import type { keyAccessLog } from '../../contract/access-log.ts';
import { type LoggedCall, readCall, type SkipReason } from '../../core/logged-call.ts';

/** What CloudWatch Logs sends to a subscriber. */
export interface LogsEvent {
  awslogs: { data: string };
}

export interface LogBatch {
  /** The same for each delivery of the batch. */
  id: string;
  calls: LoggedCall[];
  /** How many lines were not counted, by reason. */
  skipped: Partial<Record<SkipReason, number>>;
  /** The times of the first and the last call; null: there is none. */
  first: Date | null;
  latest: Date | null;
}

/** Far above the largest batch, which has at most 1 MB compressed. */
const maxBytes = 200_000_000;

const envelope = z.object({
  messageType: z.string(),
  logGroup: z.string(),
  logStream: z.string(),
  logEvents: z.array(z.object({ id: z.string(), message: z.string() })),
});

const field = z.string();
const entry = z.object({
  time: field,
  ip: field,
  status: field,
  responseType: field,
  accountId: field,
  accessKey: field,
  path: z.optional(field),
  // Absent from a log in the format of an older version.
  secretNo: z.optional(field),
} satisfies Partial<Record<keyof typeof keyAccessLog, z.ZodMiniType>>);

/**
 * The calls in a delivery of the access log. Each line is read by itself, so that a bad one costs nothing but
 * itself. Null for a test message of CloudWatch Logs.
 * @throws Error if it is no delivery at all
 */
export function readBatch(event: LogsEvent, now: Date): LogBatch | null {
  const bytes = gunzipSync(Buffer.from(event.awslogs.data, 'base64'), { maxOutputLength: maxBytes });
  const { messageType, logGroup, logStream, logEvents } = envelope.parse(JSON.parse(bytes.toString()));
  if (messageType !== 'DATA_MESSAGE') return null;
  const batch: LogBatch = {
    id: hash([logGroup, logStream, ...logEvents.map(({ id }) => id)]),
    calls: [],
    skipped: {},
    first: null,
    latest: null,
  };
  for (const { message } of logEvents) addLine(batch, message, now);
  return batch;
}

function addLine(batch: LogBatch, message: string, now: Date): void {
  const line = readLine(message, now);
  if (typeof line === 'string') {
    batch.skipped[line] = (batch.skipped[line] ?? 0) + 1;
    return;
  }
  batch.calls.push(line);
  if (!batch.first || line.at < batch.first) batch.first = line.at;
  if (!batch.latest || line.at > batch.latest) batch.latest = line.at;
}

function readLine(message: string, now: Date): LoggedCall | SkipReason {
  try {
    const parsed = entry.safeParse(JSON.parse(message));
    return parsed.success ? readCall(parsed.data, now) : 'malformed';
  } catch {
    return 'malformed';
  }
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 16);
}
