import { lineOfUse } from '../../src/embed/use-line.ts';
import { keyWith } from './support/key.ts';

const now = Date.parse('2027-05-20T12:00:00Z');
const ago = (hours: number) => new Date(now - hours * 3_600_000).toISOString();
const use = { callsLast7Days: 0, refusedLast7Days: 0, since: ago(2400), asOf: ago(0.1) };
const expired = { status: 'expired', expiresAt: ago(0.2) } as const;
const expiring = { status: 'expiring', expiresAt: ago(-20) } as const;
const known = { ...use, callsLast7Days: 1204 };

test.each([
  [
    'refusing',
    'Expired and still called: 312 calls refused in the last 7 days.',
    { ...expired, use: { ...use, verdict: 'still_called', refusedLast7Days: 312 } },
  ],
  [
    'used',
    '1,204 calls in the last 7 days, last 2 hours ago.',
    { ...expiring, lastUsedAt: ago(2), use: { ...known, verdict: 'in_use' } },
  ],
  [
    'used',
    'In use until it expired: 1,204 calls in 7 days. Calls since then aren’t counted yet.',
    { ...expired, lastUsedAt: ago(2), use: { ...known, verdict: 'quiet' } },
  ],
  [
    'silent',
    'Not used since 3 May 2027.',
    { ...expiring, lastUsedAt: ago(24 * 17), use: { ...use, verdict: 'quiet' } },
  ],
  ['silent', 'Never used.', { ...expired, use: { ...use, verdict: 'unused' } }],
  [
    'silent',
    'No calls seen since 9 Feb 2027, when counting began.',
    { ...expiring, use: { ...use, verdict: 'unknown' } },
  ],
] as const)('the embedded banner says of a key, %s: %s', (kind, words, fields) => {
  expect(lineOfUse(keyWith(fields), now)).toEqual({ kind, words });
});

test.each([ago(23), null])('it says nothing where that would tell nothing: counted since %s', (since) => {
  const key = keyWith({ ...expiring, use: { ...use, verdict: 'unknown', since } });
  expect(lineOfUse(key, now)).toBeNull();
});
