import type { Key, KeyStatus } from '../api/types.ts';
import { locale } from '../texts/locale.ts';
import { isUnusedFor } from '../use/standing.ts';
import { statusAt } from './key-status.ts';
import type { Order } from './orders.ts';
import { groupOf, urgencyOf } from './urgency.ts';

/** Which keys a list shows. */
export const filters = ['all', 'attention', 'active', 'expiring', 'expired', 'unused'] as const;
export type Filter = (typeof filters)[number];

export interface ListCriteria {
  readonly search: string;
  readonly status: Filter;
  readonly sortBy: Order;
  readonly descending: boolean;
}

/** The keys that match the criteria, in their order. */
export function filterAndSort<Shown extends Key>(
  keys: readonly Shown[],
  criteria: ListCriteria,
  now: number,
): Shown[] {
  const words = criteria.search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const matching = keys.filter((key) => {
    if (!isOf(criteria.status, key, now)) return false;
    const text = `${key.name} ${key.description ?? ''}`.toLocaleLowerCase();
    const accessKey = key.accessKey.toLocaleLowerCase();
    return words.every((word) => text.includes(word) || isPartOfAccessKey(word, accessKey));
  });
  const sorted = matching.map((key) => ({ key, value: sortValue(key, criteria.sortBy, now) }));
  sorted.sort((left, right) => compare(left.value, right.value, criteria.descending ? -1 : 1));
  return sorted.map(({ key }) => key);
}

/** How many keys each filter shows. */
export function countByFilter(keys: readonly Key[], now: number): Record<Filter, number> {
  const counts = { all: keys.length, attention: 0, active: 0, expiring: 0, expired: 0, unused: 0 };
  for (const key of keys) {
    counts[statusAt(key, now)] += 1;
    if (groupOf(key, now) === 'attention') counts.attention += 1;
    if (isUnusedFor(unusedDays, key, now)) counts.unused += 1;
  }
  return counts;
}

function isOf(filter: Filter, key: Key, now: number): boolean {
  if (filter === 'all') return true;
  if (filter === 'attention') return groupOf(key, now) === 'attention';
  if (filter === 'unused') return isUnusedFor(unusedDays, key, now);
  const status: KeyStatus = filter;
  return statusAt(key, now) === status;
}

/** Days without a call that make a key unused. */
export const unusedDays = 90;

/** As many characters as emails show of each end of an access key. */
const accessKeyPartLength = 4;

/**
 * Also matches masked access keys as emails show them: `AbCd…wXyZ`. Shorter parts match most access keys by
 * chance.
 */
function isPartOfAccessKey(word: string, accessKey: string): boolean {
  const [start = '', end] = word.split(/…|\.{3}/);
  if (end !== undefined && start + end !== '') return accessKey.startsWith(start) && accessKey.endsWith(end);
  return word.length >= accessKeyPartLength && accessKey.includes(word);
}

const collator = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' });

/** What is not known has no value. */
function sortValue(key: Key, order: Order, now: number): string | number | undefined {
  switch (order) {
    case 'urgency':
      return urgencyOf(key, now);
    case 'name':
      return key.name;
    case 'expires':
      // Keys that never expire come last.
      return key.expiresAt === null ? Number.MAX_SAFE_INTEGER : Date.parse(key.expiresAt);
    case 'created':
      return Date.parse(key.createdAt);
    case 'lastUsed':
      if (key.lastUsedAt !== null) return Date.parse(key.lastUsedAt);
      return key.use.verdict === 'unused' ? 0 : undefined;
  }
}

/** What is not known is last in either direction: it is neither much nor little. */
function compare(
  left: string | number | undefined,
  right: string | number | undefined,
  direction: 1 | -1,
): number {
  if (left === undefined || right === undefined)
    return Number(left === undefined) - Number(right === undefined);
  if (typeof left === 'string' && typeof right === 'string') return direction * collator.compare(left, right);
  return direction * (Number(left) - Number(right));
}
