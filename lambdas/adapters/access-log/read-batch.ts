import { createHash } from 'node:crypto';
import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import type { keyAccessLog } from '../../contract/access-log.ts';
import { type AccessLogEntry, type LoggedCall, readCall, type SkipReason } from '../../core/logged-call.ts';

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
  /** The times of the first and the last call, with a key or without; null: there is none. */
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
  const fields = readFields(message);
  const call = fields ? readCall(fields, now) : 'malformed';
  if (typeof call !== 'string') {
    batch.calls.push(call);
    moveTo(batch, call.at);
    return;
  }
  batch.skipped[call] = (batch.skipped[call] ?? 0) + 1;
  // It counts for nobody, but shows how far the log has come.
  if (fields && call === 'keyless') moveTo(batch, new Date(Number(fields.time)));
}

function moveTo(batch: LogBatch, at: Date): void {
  if (!batch.first || at < batch.first) batch.first = at;
  if (!batch.latest || at > batch.latest) batch.latest = at;
}

/** Null if it is not a line of the access log. */
function readFields(message: string): AccessLogEntry | null {
  try {
    return entry.safeParse(JSON.parse(message)).data ?? null;
  } catch {
    return null;
  }
}

function hash(parts: readonly string[]): string {
  return createHash('sha256').update(parts.join('\n')).digest('base64url').slice(0, 16);
}
