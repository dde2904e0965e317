import type { Key, KeyStatus } from '../api/types.ts';
import { locale } from '../texts/locale.ts';
import type { Column } from './columns.ts';
import { statusAt } from './key-status.ts';

export interface ListCriteria {
  readonly search: string;
  readonly status: KeyStatus | 'all';
  readonly sortBy: Column;
  readonly descending: boolean;
}

/** The keys that match the criteria, in their order. */
export function filterAndSort(keys: readonly Key[], criteria: ListCriteria, now: number): Key[] {
  const words = criteria.search.toLocaleLowerCase().split(/\s+/).filter(Boolean);
  const matching = keys.filter((key) => {
    if (criteria.status !== 'all' && statusAt(key, now) !== criteria.status) return false;
    const text = `${key.name} ${key.description ?? ''}`.toLocaleLowerCase();
    const accessKey = key.accessKey.toLocaleLowerCase();
    return words.every((word) => text.includes(word) || isPartOfAccessKey(word, accessKey));
  });
  const direction = criteria.descending ? -1 : 1;
  const sorted = matching.map((key) => ({ key, value: sortValue(key, criteria.sortBy, now) }));
  sorted.sort((left, right) => direction * compare(left.value, right.value));
  return sorted.map(({ key }) => key);
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
const urgency: Record<KeyStatus, number> = { expired: 0, expiring: 1, active: 2 };

function sortValue(key: Key, column: Column, now: number): string | number {
  switch (column) {
    case 'name':
      return key.name;
    case 'accessKey':
      return key.accessKey;
    case 'description':
      return key.description ?? '';
    case 'status':
      return urgency[statusAt(key, now)];
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
