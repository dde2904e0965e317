import { formatInstant } from './instant.ts';
import { type UsageDay, usageDay } from './usage-day.ts';

/** What is known of a key's use, as it stands with the key. */
export interface KeyUse {
  /** Whole seconds, as `lastRefusedAt`. Null: never. */
  lastUsedAt: Date | null;
  /** The network of the last call that was let in; null: not known. */
  lastUsedFrom: string | null;
  /** When a call was last refused although its secret was right. */
  lastRefusedAt: Date | null;
  /** Counts of the latest days with calls; the window of the verdict at least. */
  recent: ReadonlyMap<UsageDay, RecentCounts>;
}

interface RecentCounts {
  calls: number;
  refused: number;
}

export const neverUsed: KeyUse = {
  lastUsedAt: null,
  lastUsedFrom: null,
  lastRefusedAt: null,
  recent: new Map(),
};

/** How far calls are counted, over all keys; null: counting has not begun. */
export type Counting = { startedAt: Date; asOf: Date } | null;

export const useVerdicts = ['in_use', 'still_called', 'quiet', 'unused', 'unknown'] as const;
type UseVerdict = (typeof useVerdicts)[number];

/** The use of a key as the management API shows it. */
export interface KeyUseView {
  lastUsedAt: string | null;
  lastRefusedAt: string | null;
  use: {
    verdict: UseVerdict;
    callsLast7Days: number;
    refusedLast7Days: number;
    since: string | null;
    asOf: string | null;
  };
}

/** Days that 7 times 24 hours can touch. */
export const recentDays = 8;

const dayMs = 86_400_000;
const recentMs = 7 * dayMs;
/** Logs usually take minutes; what is older than this may be a disturbance, and silence proves nothing. */
const staleMs = 3_600_000;
/** How long a key that is older than counting must have been watched to be called quiet or unused. */
const watchMs = 30 * dayMs;

interface UsedKey {
  createdAt: Date;
  expiresAt: Date | null;
  use: KeyUse;
}

export function viewUse(key: UsedKey, counting: Counting, now: Date): KeyUseView {
  const { use, createdAt } = key;
  const since = counting && new Date(Math.max(createdAt.getTime(), counting.startedAt.getTime()));
  const first = usageDay(new Date(now.getTime() - recentMs));
  const recent = [...use.recent].filter(([day]) => day >= first).map(([, counts]) => counts);
  return {
    lastUsedAt: use.lastUsedAt && formatInstant(use.lastUsedAt),
    lastRefusedAt: use.lastRefusedAt && formatInstant(use.lastRefusedAt),
    use: {
      verdict: verdictOf(key, counting, now),
      callsLast7Days: recent.reduce((sum, { calls }) => sum + calls, 0),
      refusedLast7Days: recent.reduce((sum, { refused }) => sum + refused, 0),
      since: since && formatInstant(since),
      asOf: counting && formatInstant(counting.asOf),
    },
  };
}

/**
 * Whether it is safe to let a key expire, or to delete it: the first rule that fits. Nothing that was not watched
 * is called quiet or unused.
 */
function verdictOf({ createdAt, expiresAt, use }: UsedKey, counting: Counting, now: Date): UseVerdict {
  const isRecent = (at: Date | null) => at !== null && at.getTime() > now.getTime() - recentMs;
  const { lastUsedAt, lastRefusedAt } = use;
  if (expiresAt !== null && expiresAt <= now) {
    if (lastRefusedAt !== null && lastRefusedAt >= expiresAt && isRecent(lastRefusedAt))
      return 'still_called';
  } else if (isRecent(lastUsedAt)) return 'in_use';
  if (!isWatched(createdAt, counting, now)) return 'unknown';
  return lastUsedAt === null ? 'unused' : 'quiet';
}

function isWatched(createdAt: Date, counting: Counting, now: Date): boolean {
  if (counting === null || !isUpToDate(counting, now)) return false;
  return createdAt >= counting.startedAt || now.getTime() - counting.startedAt.getTime() >= watchMs;
}

/** Whether what has been counted is recent enough for silence to mean something. */
export function isUpToDate(counting: Counting, now: Date): boolean {
  return counting !== null && now.getTime() - counting.asOf.getTime() <= staleMs;
}

/**
 * Two accounts of the same key's use in one: forward only, in any order, any number of times.
 * Counts are those of whole days, of which the larger is the later.
 */
export function mergeUse(a: KeyUse, b: KeyUse): KeyUse {
  const isLater = later(a.lastUsedAt, b.lastUsedAt) !== a.lastUsedAt;
  return {
    lastUsedAt: later(a.lastUsedAt, b.lastUsedAt),
    lastUsedFrom: isLater ? b.lastUsedFrom : (a.lastUsedFrom ?? sameTime(a, b)),
    lastRefusedAt: later(a.lastRefusedAt, b.lastRefusedAt),
    recent: mergeRecent(a.recent, b.recent),
  };
}

/** The network that `b` knows, if it is about the same call. */
function sameTime(a: KeyUse, b: KeyUse): string | null {
  return a.lastUsedAt?.getTime() === b.lastUsedAt?.getTime() ? b.lastUsedFrom : null;
}

/** Instants are compared as they are stored: in whole seconds. */
function later(a: Date | null, b: Date | null): Date | null {
  if (a === null || b === null) return a ?? b;
  return b > a ? b : a;
}

function mergeRecent(a: KeyUse['recent'], b: KeyUse['recent']): KeyUse['recent'] {
  const merged = new Map(a);
  for (const [day, { calls, refused }] of b) {
    const known = merged.get(day);
    merged.set(day, {
      calls: Math.max(known?.calls ?? 0, calls),
      refused: Math.max(known?.refused ?? 0, refused),
    });
  }
  const newest = Math.max(...merged.keys());
  return new Map([...merged].filter(([day]) => day > newest - recentDays).sort(([x], [y]) => x - y));
}
