import type { Key } from '../api/types.ts';
import { statusAt } from '../keys/key-status.ts';
import { dayMs } from '../time/zoned.ts';

/** What a key asks of a person, by its date and by the calls that it gets. */
export type Standing =
  /** Expired, and calls with it are being refused. */
  | 'refusing'
  /** Expired, and whether something still calls it is not known; or leaked. */
  | 'expired'
  /** Works, but not for long. */
  | 'expiring'
  /** Expired, and nothing calls it. */
  | 'idle'
  | 'working';

export function standingOf(key: Key, now: number): Standing {
  const status = statusAt(key, now);
  if (status !== 'expired') return status === 'expiring' ? 'expiring' : 'working';
  if (key.use.verdict === 'still_called') return 'refusing';
  // A secret that has leaked asks for a decision, whoever calls.
  return isKnownIdle(key) && key.leakedAt === null ? 'idle' : 'expired';
}

/**
 * Refused calls take minutes to be counted, so what came before the expiry says nothing; and of a key that was in use
 * until it expired, only a day of silence tells.
 */
function isKnownIdle({ use, expiresAt }: Key): boolean {
  if (use.verdict !== 'quiet' && use.verdict !== 'unused') return false;
  const watchedMs = Date.parse(use.asOf ?? '') - Date.parse(expiresAt ?? '');
  return watchedMs >= (use.callsLast7Days === 0 ? 0 : dayMs);
}

/** Whether a working key has been watched for so long, and was never called. Nothing unknown is called unused. */
export function isUnusedFor(days: number, key: Key, now: number): boolean {
  const start = now - days * dayMs;
  const isBefore = (instant: string | null) => instant !== null && Date.parse(instant) <= start;
  const { use, lastUsedAt } = key;
  return (
    statusAt(key, now) !== 'expired' &&
    (use.verdict === 'quiet' || use.verdict === 'unused') &&
    isBefore(use.since) &&
    (lastUsedAt === null || isBefore(lastUsedAt))
  );
}
