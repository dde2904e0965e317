import { countByFilter, filterAndSort } from '../../src/keys/filter-and-sort.ts';
import { groupOf } from '../../src/keys/urgency.ts';
import { keyWith } from './support/key.ts';

const now = Date.parse('2027-01-10T12:00:00Z');

test('finds keys that match every word, and sorts numbers in names by value', () => {
  const keys = [
    keyWith({ name: 'Key 10' }),
    keyWith({ name: 'key 9', description: 'Shelf' }),
    keyWith({ name: 'Other' }),
  ];
  const names = (search: string) =>
    filterAndSort(keys, { search, status: 'all', sortBy: 'name', descending: false }, now).map(
      ({ name }) => name,
    );
  expect(names('')).toEqual(['key 9', 'Key 10', 'Other']);
  expect(names('KEY shelf')).toEqual(['key 9']);
});

test('finds keys by part of their access key, unless it is too short to mean anything, and by its masked form', () => {
  const keys = [
    keyWith({ name: 'Key 1', description: 'Shelf 3', accessKey: 'AcctAcctAcctZzZzZzZzq7Rk' }),
    keyWith({ name: 'Key 2', description: 'Shelf 4', accessKey: 'AcctAcctAcct13xYxYxYxY4b' }),
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

test('counts a key that has expired since the response as expired, and puts keys that never expire last', () => {
  const gone = keyWith({ name: 'gone', expiresAt: '2027-01-10T12:00:00Z' });
  const criteria = { search: '', sortBy: 'expires', descending: false } as const;
  expect(filterAndSort([keyWith({}), gone], { ...criteria, status: 'expired' }, now)).toEqual([gone]);
  expect(filterAndSort([keyWith({ name: 'ever' }), gone], { ...criteria, status: 'all' }, now)[0]).toEqual(
    gone,
  );
});

test('puts first what needs somebody most: what has just expired, then what expires soonest', () => {
  const names = ['never', 'long ago', 'later', 'just now', 'soon'];
  const dates = [
    null,
    '2026-01-01T00:00:00Z',
    '2027-06-01T00:00:00Z',
    '2027-01-10T11:00:00Z',
    '2027-01-12T00:00:00Z',
  ];
  const keys = names.map((name, index) =>
    keyWith({ name, expiresAt: dates[index] ?? null, status: name === 'soon' ? 'expiring' : 'active' }),
  );
  const shown = (status: 'all' | 'attention') =>
    filterAndSort(keys, { search: '', status, sortBy: 'urgency', descending: false }, now).map(
      ({ name }) => name,
    );
  expect(shown('all')).toEqual(['just now', 'long ago', 'soon', 'later', 'never']);
  expect(shown('attention')).toEqual(['just now', 'long ago', 'soon']);
  expect(countByFilter(keys, now)).toEqual({
    all: 5,
    attention: 3,
    active: 2,
    expiring: 1,
    expired: 2,
    unused: 0,
  });
});

const watched = {
  callsLast7Days: 0,
  refusedLast7Days: 0,
  since: '2026-06-01T00:00:00Z',
  asOf: '2027-01-10T11:58:00Z',
};
const quietSince = (lastUsedAt: string | null, fields: Parameters<typeof keyWith>[0] = {}) =>
  keyWith({
    name: lastUsedAt ?? 'never',
    lastUsedAt,
    use: { ...watched, verdict: lastUsedAt === null ? 'unused' : 'quiet' },
    ...fields,
  });

test('calls a key unused after 90 days without a call, and none that was not watched for as long', () => {
  const keys = [
    quietSince('2026-10-12T12:00:00Z'),
    quietSince('2026-10-12T12:00:01Z', { name: 'a second too late' }),
    quietSince(null),
    quietSince(null, { name: 'new', use: { ...watched, verdict: 'unused', since: '2026-12-24T00:00:00Z' } }),
    quietSince(null, { name: 'not watched', use: { ...watched, verdict: 'unknown' } }),
  ];
  const criteria = { search: '', status: 'unused', sortBy: 'name', descending: false } as const;
  expect(filterAndSort(keys, criteria, now).map(({ name }) => name)).toEqual([
    '2026-10-12T12:00:00Z',
    'never',
  ]);
  expect(countByFilter(keys, now).unused).toBe(2);
});

test('orders by last use either way, keys that were never used as the oldest, and unknown use last', () => {
  const keys = [
    keyWith({ name: 'unknown' }),
    quietSince('2027-01-02T00:00:00Z'),
    quietSince(null),
    quietSince('2026-07-01T00:00:00Z'),
  ];
  const names = (descending: boolean) =>
    filterAndSort(keys, { search: '', status: 'all', sortBy: 'lastUsed', descending }, now).map(
      ({ name }) => name,
    );
  expect(names(false)).toEqual(['never', '2026-07-01T00:00:00Z', '2027-01-02T00:00:00Z', 'unknown']);
  expect(names(true)).toEqual(['2027-01-02T00:00:00Z', '2026-07-01T00:00:00Z', 'never', 'unknown']);
});

test('puts what is being refused before all else, and what has expired without a call behind what works', () => {
  const expiresAt = '2027-01-05T00:00:00Z';
  const keys = [
    quietSince('2026-12-01T00:00:00Z', { name: 'idle', expiresAt, status: 'expired' }),
    keyWith({ name: 'works' }),
    keyWith({ name: 'soon', expiresAt: '2027-01-11T00:00:00Z', status: 'expiring' }),
    keyWith({ name: 'not known', expiresAt: '2027-01-09T00:00:00Z', status: 'expired' }),
    keyWith({ name: 'refused', expiresAt, status: 'expired', use: { ...watched, verdict: 'still_called' } }),
  ];
  const criteria = { search: '', status: 'all', sortBy: 'urgency', descending: false } as const;
  const sorted = filterAndSort(keys, criteria, now);
  expect(sorted.map(({ name }) => name)).toEqual(['refused', 'not known', 'soon', 'works', 'idle']);
  expect(sorted.map((key) => groupOf(key, now))).toEqual([
    'attention',
    'attention',
    'attention',
    'working',
    'idle',
  ]);
});
