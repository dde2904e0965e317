import type { Key, KeyStatus } from '../api/types.ts';
import { locale } from '../texts/locale.ts';
import { statusAt } from './key-status.ts';
import type { Order } from './orders.ts';
import { groupOf, urgencyOf } from './urgency.ts';

/** Which keys a list shows. */
export const filters = ['all', 'attention', 'active', 'expiring', 'expired'] as const;
export type Filter = (typeof filters)[number];

export interface ListCriteria {
  readonly search: string;
  readonly status: Filter;
  readonly sortBy: Order;
  readonly descending: boolean;
}

/** The keys that match the criteria, in their order. */
export function filterAndSort(keys: readonly Key[], criteria: ListCriteria, now: number): Key[] {
  const words = criteria.search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const matching = keys.filter((key) => {
    if (!isOf(criteria.status, key, now)) return false;
    const text = `${key.name} ${key.description ?? ''}`.toLocaleLowerCase();
    const accessKey = key.accessKey.toLocaleLowerCase();
    return words.every((word) => text.includes(word) || isPartOfAccessKey(word, accessKey));
  });
  const direction = criteria.descending ? -1 : 1;
  const sorted = matching.map((key) => ({ key, value: sortValue(key, criteria.sortBy, now) }));
  sorted.sort((left, right) => direction * compare(left.value, right.value));
  return sorted.map(({ key }) => key);
}

/** How many keys each filter shows. */
export function countByFilter(keys: readonly Key[], now: number): Record<Filter, number> {
  const counts = { all: keys.length, attention: 0, active: 0, expiring: 0, expired: 0 };
  for (const key of keys) {
    counts[statusAt(key, now)] += 1;
    if (groupOf(key, now) === 'attention') counts.attention += 1;
  }
  return counts;
}

function isOf(filter: Filter, key: Key, now: number): boolean {
  if (filter === 'all') return true;
  if (filter === 'attention') return groupOf(key, now) === 'attention';
  const status: KeyStatus = filter;
  return statusAt(key, now) === status;
}

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

function sortValue(key: Key, order: Order, now: number): string | number {
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
      return key.lastUsedAt ? Date.parse(key.lastUsedAt) : 0;
  }
}

function compare(left: string | number, right: string | number): number {
  if (typeof left === 'string' && typeof right === 'string') return collator.compare(left, right);
  return Number(left) - Number(right);
}
