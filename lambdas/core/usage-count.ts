import { formatAccessKey, type KeyAddress } from './access-key.ts';
import type { LoggedCall } from './logged-call.ts';
import { type UsageDay, usageDay } from './usage-day.ts';

/** Calls by outcome. `calls` are those let in, whatever their status; the errors are among them. */
export interface UsageCounts {
  calls: number;
  clientErrors: number;
  serverErrors: number;
  refused: number;
}

/** What a batch of the access log says about one key. */
export interface KeyBatch extends KeyAddress {
  days: Map<UsageDay, UsageCounts>;
  lastUsedAt: Date | null;
  lastUsedFrom: string | null;
  lastRefusedAt: Date | null;
  /** The calls that were let in, by the number of the secret, where that is known. */
  secrets: Map<number, SecretCalls>;
}

/** What a batch says about one secret of a key. */
interface SecretCalls {
  lastUsedAt: Date;
  /** Whether any of the calls did more than test the secret. */
  isInUse: boolean;
}

export const noCalls: Readonly<UsageCounts> = { calls: 0, clientErrors: 0, serverErrors: 0, refused: 0 };

export function addCounts(a: Readonly<UsageCounts>, b: Readonly<UsageCounts>): UsageCounts {
  return {
    calls: a.calls + b.calls,
    clientErrors: a.clientErrors + b.clientErrors,
    serverErrors: a.serverErrors + b.serverErrors,
    refused: a.refused + b.refused,
  };
}

/** The calls of a batch, by key; in any order. */
export function countCalls(calls: Iterable<LoggedCall>): KeyBatch[] {
  const byKey = new Map<string, KeyBatch>();
  for (const call of calls) {
    const id = formatAccessKey(call);
    const batch = byKey.get(id) ?? newBatch(call);
    byKey.set(id, batch);
    addCall(batch, call);
  }
  return [...byKey.values()];
}

function newBatch({ accountId, keyId }: KeyAddress): KeyBatch {
  return {
    accountId,
    keyId,
    days: new Map(),
    lastUsedAt: null,
    lastUsedFrom: null,
    lastRefusedAt: null,
    secrets: new Map(),
  };
}

function addCall(batch: KeyBatch, call: LoggedCall): void {
  const { at, outcome, from } = call;
  const day = usageDay(at);
  batch.days.set(day, addCounts(batch.days.get(day) ?? noCalls, counts[outcome]));
  if (outcome === 'refused') {
    if (!batch.lastRefusedAt || at > batch.lastRefusedAt) batch.lastRefusedAt = at;
    return;
  }
  addSecret(batch, call);
  if (!batch.lastUsedAt || at > batch.lastUsedAt) {
    batch.lastUsedAt = at;
    batch.lastUsedFrom = from;
  }
}

function addSecret({ secrets }: KeyBatch, { at, secretNo, isWhoami }: LoggedCall): void {
  if (secretNo === null) return;
  const known = secrets.get(secretNo);
  secrets.set(secretNo, {
    lastUsedAt: known && known.lastUsedAt > at ? known.lastUsedAt : at,
    isInUse: !isWhoami || (known?.isInUse ?? false),
  });
}

const counts: Record<LoggedCall['outcome'], UsageCounts> = {
  success: { ...noCalls, calls: 1 },
  clientError: { ...noCalls, calls: 1, clientErrors: 1 },
  serverError: { ...noCalls, calls: 1, serverErrors: 1 },
  refused: { ...noCalls, refused: 1 },
};
