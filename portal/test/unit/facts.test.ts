import type { Key } from '../../src/api/types.ts';
import { factsOf } from '../../src/dashboard/notice-facts.ts';
import { placeExpiries } from '../../src/dashboard/timeline.ts';
import { filterAndSort } from '../../src/keys/filter-and-sort.ts';

const now = Date.parse('2027-01-10T12:00:00Z');
const dayMs = 86_400_000;

const key = (fields: Partial<Key>): Key => ({
  accessKey: 'a'.repeat(24),
  name: 'key',
  description: null,
  createdAt: '2027-01-01T00:00:00Z',
  updatedAt: '2027-01-01T00:00:00Z',
  expiresAt: null,
  status: 'active',
  default: false,
  ...fields,
});

test('a key that comes into another lead time, or has another date, is something new', () => {
  const expiring = [key({ expiresAt: '2027-01-15T00:00:00Z', status: 'expiring' })];
  const facts = (at: number, keys = expiring) => factsOf({ expired: [], expiring: keys }, [30, 7, 1], at);
  expect(facts(now)).toEqual(facts(now + dayMs));
  expect(facts(now)).not.toEqual(facts(now + 4 * dayMs));
  expect(facts(now)).not.toEqual(facts(now, [key({ expiresAt: '2027-01-16T00:00:00Z' })]));
});

test('dots stay within the picture and apart from each other', () => {
  const instants = Array.from({ length: 12 }, (_, index) => now + (10 + index / 10) * dayMs);
  const { places, spanDays } = placeExpiries([...instants, now + 900 * dayMs], now);
  expect(spanDays).toBe(730);
  for (const { at, lane } of places) {
    expect(at).toBeGreaterThanOrEqual(0);
    expect(at).toBeLessThanOrEqual(100);
    expect(lane).toBeLessThan(6);
  }
  expect(new Set(places.slice(0, 6).map(({ lane }) => lane)).size).toBe(6);
});

test('keys are found by every word, and sorted as people count', () => {
  const keys = [
    key({ name: 'Key 10' }),
    key({ name: 'key 9', description: 'Shelf' }),
    key({ name: 'Other' }),
  ];
  const names = (search: string) =>
    filterAndSort(keys, { search, status: 'all', sortBy: 'name', descending: false }, now).map(
      ({ name }) => name,
    );
  expect(names('')).toEqual(['key 9', 'Key 10', 'Other']);
  expect(names('KEY shelf')).toEqual(['key 9']);
});

test('keys are found by a part of their access key that is too long to be there by chance, and as mails write it', () => {
  const keys = [
    key({ name: 'Key 1', description: 'Shelf 3', accessKey: 'AcctAcctAcctZzZzZzZzq7Rk' }),
    key({ name: 'Key 2', description: 'Shelf 4', accessKey: 'AcctAcctAcct13xYxYxYxY4b' }),
  ];
  const names = (search: string) =>
    filterAndSort(keys, { search, status: 'all', sortBy: 'name', descending: false }, now).map(
      ({ name }) => name,
    );
  expect(names('shelf 3 key 1')).toEqual(['Key 1']);
  expect(names('q7Rk')).toEqual(['Key 1']);
  expect(names('Acct…Y4b')).toEqual(['Key 2']);
  expect(names('acct...xy4b')).toEqual(['Key 2']);
  expect(names('…')).toEqual([]);
});

test('what has expired since the answer counts as expired, and what never expires comes last', () => {
  const gone = key({ name: 'gone', expiresAt: '2027-01-10T12:00:00Z' });
  const view = { search: '', sortBy: 'expires', descending: false } as const;
  expect(filterAndSort([key({}), gone], { ...view, status: 'expired' }, now)).toEqual([gone]);
  expect(filterAndSort([key({ name: 'ever' }), gone], { ...view, status: 'all' }, now)[0]).toEqual(gone);
});
