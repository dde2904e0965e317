import type { KeyAddress } from './access-key.ts';
import { parseAccessKey } from './access-key.ts';
import { addressPrefix } from './address-prefix.ts';

/**
 * What became of a call with a key. Refused: API Gateway denied it, although the secret was right. The others
 * were let in: whatever answered, the operator's API or API Gateway itself, the key was in use.
 */
export type CallOutcome = 'success' | 'clientError' | 'serverError' | 'refused';

/** One call with a key whose secret was proven, as the access log tells it. */
export interface LoggedCall extends KeyAddress {
  at: Date;
  outcome: CallOutcome;
  /** The number of the secret that the caller proved; null: the authorizer did not tell, being of an older version. */
  secretNo: number | null;
  /** A call of `whoami` and what belongs to it: it tests the secret, and is no sign that the secret is in use. */
  isWhoami: boolean;
  /** The network of the caller; null: not known. */
  from: string | null;
}

/** What the access log says of a call; texts, `-` for what is not known. */
export interface AccessLogEntry {
  accountId: string;
  accessKey: string;
  status: string;
  responseType: string;
  ip: string;
  /** With the stage or the base path in front. Absent: not known, which proves no use. */
  path?: string | undefined;
  /** Absent from a log in the format of an older version. */
  secretNo?: string | undefined;
  /** Milliseconds since 1970. */
  time: string;
}

/** Why a line of the access log is not counted. */
export type SkipReason = 'malformed' | 'keyless' | 'foreign' | 'farAway';

/**
 * The longest that a line can wait: CloudWatch Logs tries for a day, and what could not be counted stays in a
 * queue for 14 days, from which an operator may send it again.
 */
const oldestMs = 15 * 86_400_000;
/** Clocks of API Gateway and Lambda may differ. */
const aheadMs = 3_600_000;

/** The call that a line is about, or why it does not count. */
export function readCall(entry: AccessLogEntry, now: Date): LoggedCall | SkipReason {
  if (!/^\d{1,15}$/.test(entry.time) || !/^[1-5]\d\d$/.test(entry.status)) return 'malformed';
  const time = Number(entry.time);
  if (time < now.getTime() - oldestMs || time > now.getTime() + aheadMs) return 'farAway';
  if (entry.accessKey === '-' && entry.accountId === '-') return 'keyless';
  const address = parseAccessKey(entry.accessKey);
  if (!address || address.accountId !== entry.accountId) return 'foreign';
  return {
    ...address,
    at: new Date(time),
    outcome: outcomeOf(Number(entry.status), entry.responseType),
    secretNo: /^[1-9]\d{0,8}$/.test(entry.secretNo ?? '') ? Number(entry.secretNo) : null,
    isWhoami: isWhoami(entry.path),
    from: addressPrefix(entry.ip),
  };
}

/** However the path is written: what is not recognized would end the old secret by a mere test of the new one. */
function isWhoami(path = '-'): boolean {
  return path === '-' || whoamiPath.test(decode(path));
}

const whoamiPath = /\/+v1\/+whoami(?:\/|$)/;

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/**
 * A refusal is what API Gateway says it is. With the authorizer's cache on, a call that is let in also has the code
 * of the refusal to come in its context, and an upstream may answer 401 for reasons of its own.
 */
function outcomeOf(status: number, responseType: string): CallOutcome {
  if (responseType === 'ACCESS_DENIED') return 'refused';
  if (status >= 500) return 'serverError';
  return status >= 400 ? 'clientError' : 'success';
}
