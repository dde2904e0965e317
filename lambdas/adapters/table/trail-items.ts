import { randomBase62 } from '../../core/base62.ts';
import { toEpochSeconds } from '../../core/instant.ts';
import {
  type Actor,
  type Requester,
  type TrailLine,
  type TrailOutcome,
  trailDays,
} from '../../core/trail.ts';
import type { Change, ChangedFields, TrailAction } from '../../core/trail-changes.ts';
import { formatDay, usageDay } from '../../core/usage-day.ts';
import type { ItemKey } from './item-keys.ts';
import { trailPartitionPrefix } from './trail-partition.ts';

// A trail has a partition of its own, in which no role may change or delete anything (lib/table-grants.ts). There,
// `sk` is `LINE#<id>`, `KEY#<keyId>#<id>` or `OUTCOME#<id>`; an id is `<at, ms>#<random>`, so that it sorts by time.

/** A line; one about a key is there twice, so that one query finds the account's and another one the key's. */
export interface TrailLineItem extends ItemKey {
  atMs: number;
  action: TrailAction;
  actor: Actor['kind'];
  actorId?: string;
  from?: string;
  keyId?: string;
  name?: string;
  changes: ChangedFields;
  /** Seconds since 1970; DynamoDB may remove the item from then on. */
  removeAfter: number;
}

/** What became of a line's change. */
export interface TrailOutcomeItem extends ItemKey {
  outcome: TrailOutcome;
  removeAfter: number;
}

/** How many changes an account has made on a day. In the account's own partition, as it counts up. */
export interface ChangeCountItem extends ItemKey {
  changes: number;
  removeAfter: number;
}

export function draftLine(change: Change, requester: Requester, at: Date): TrailLine {
  return { ...change, ...requester, id: `${formatTime(at)}#${randomBase62(8)}`, at };
}

/** All items of a line: each has the same attributes. */
export function toLineItems(line: TrailLine): TrailLineItem[] {
  const { accountId, id, at, action, actor, from, key, changes } = line;
  const attributes = {
    atMs: at.getTime(),
    action,
    actor: actor.kind,
    ...(actor.id !== null && { actorId: actor.id }),
    ...(from !== null && { from }),
    ...(key && { keyId: key.keyId, name: key.name }),
    changes,
    removeAfter: removeAfter(at),
  };
  const prefixes = key ? [linePrefix(key.keyId), linePrefix(null)] : [linePrefix(null)];
  return prefixes.map((prefix) => ({ pk: trailPartition(accountId), sk: prefix + id, ...attributes }));
}

export function toOutcomeItem({ accountId, id, at }: TrailLine, outcome: TrailOutcome): TrailOutcomeItem {
  return { ...outcomeItemKey(accountId, id), outcome, removeAfter: removeAfter(at) };
}

export function toLine(item: TrailLineItem): TrailLine {
  const { actor, actorId = null, from = null, keyId, name = '', action, changes } = item;
  return {
    accountId: item.pk.slice(trailPartitionPrefix.length),
    id: idOf(item),
    at: new Date(item.atMs),
    action,
    actor: { kind: actor, id: actorId },
    from,
    key: keyId === undefined ? null : { keyId, name },
    changes,
  };
}

/** The id of the line that an item belongs to. */
export function idOf({ sk }: ItemKey): string {
  return sk.split('#').slice(-2).join('#');
}

export function outcomeItemKey(accountId: string, id: string): ItemKey {
  return { pk: trailPartition(accountId), sk: `OUTCOME#${id}` };
}

/** The lines of an account or of one of its keys, from `oldest` on. */
export function lineRange(keyId: string | null, oldest: Date): { first: string; last: string } {
  return { first: linePrefix(keyId) + formatTime(oldest), last: `${linePrefix(keyId)}~` };
}

export function lineItemKey(accountId: string, keyId: string | null, id: string): ItemKey {
  return { pk: trailPartition(accountId), sk: linePrefix(keyId) + id };
}

export function changeCountItemKey(accountId: string, now: Date): ItemKey {
  return { pk: accountId, sk: `TRAIL#${formatDay(usageDay(now))}` };
}

export function trailPartition(accountId: string): string {
  return trailPartitionPrefix + accountId;
}

function linePrefix(keyId: string | null): string {
  return keyId === null ? 'LINE#' : `KEY#${keyId}#`;
}

/** 14 digits sort like the numbers they write until the year 5138. */
function formatTime(at: Date): string {
  return String(at.getTime()).padStart(14, '0');
}

function removeAfter(at: Date): number {
  return toEpochSeconds(at) + trailDays * 86_400;
}
