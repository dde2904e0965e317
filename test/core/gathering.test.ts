import fc from 'fast-check';
import {
  type DigestBuckets,
  digestMayGoAt,
  drawDigest,
  fullBuckets,
  gatheredUntil,
} from '../../lambdas/core/gathering.ts';
import { sampleKey } from './sample-key.ts';

const start = new Date('2026-06-15T12:00:00Z');
const hour = 3_600_000;
const at = (hours: number) => new Date(start.getTime() + hours * hour);
const rules = {
  expiring: { atOnce: 2, intervalMs: 4 * hour },
  expired: { atOnce: 3, intervalMs: hour },
};
const [expiring, expired] = [{ kind: 'expiring' as const }, { kind: 'expired' as const }];
type Owed = (typeof expiring | typeof expired)[];
const having = (...digests: [hours: number, Owed][]) =>
  digests.reduce<DigestBuckets>(
    (buckets, [hours, told]) => drawDigest(buckets, told, rules, at(hours)),
    fullBuckets,
  );
const twice: [number, Owed][] = [
  [0, [expiring]],
  [0, [expiring]],
];
const thrice: [number, Owed][] = [
  [0, [expired]],
  [0, [expired]],
  [0, [expired]],
];

describe('a digest', () => {
  it.each<[string, DigestBuckets, Owed, number]>([
    ['about a coming expiry goes at once', fullBuckets, [expiring], 0],
    ['about more of them waits for four hours after two', having(...twice), [expiring], 4],
    ['about an expired key goes in spite of those', having(...twice), [expired], 0],
    ['about an expired key takes along what waits', having(...twice), [expiring, expired], 0],
    ['about an expired key waits for an hour after three', having(...thrice), [expired], 1],
    ['about a coming expiry takes expired keys along', having(...thrice), [expired, expiring], 0],
    ['about both waits for whichever comes first', having(...twice, ...thrice), [expiring, expired], 1],
    ['about both counts for both', having([0, [expiring, expired]], [0, [expiring]]), [expiring], 4],
  ])('%s', (_, buckets, owed, hours) => {
    expect(digestMayGoAt(buckets, owed, rules, start)).toEqual(at(hours));
  });

  it('counts for a kind that it only takes along no more than that has left', () => {
    const buckets = having(...twice, [0, [expiring, expired]]);
    expect(buckets).toEqual({ expiring: at(8), expired: at(1) });
  });
});

it.each([
  ['until the digest may go, in whole seconds', 'expiring', at(4.0001), at(9), at(4 + 1 / 3600)],
  ['but no longer than until the key expires', 'expiring', at(4), at(2), at(2)],
  ['also when it has expired', 'expired', at(1), at(-2), at(1)],
] as const)('a notice waits %s', (_, kind, mayGoAt, expiresAt, until) => {
  expect(gatheredUntil({ kind, key: { ...sampleKey(), expiresAt } }, mayGoAt)).toEqual(until);
});

it('never more mails than both buckets hold; whatever is owed goes within four hours, an expiry within one', () => {
  const event = fc.record({
    minutes: fc.integer({ min: 0, max: 300 }),
    kind: fc.constantFrom('expiring' as const, 'expired' as const),
  });
  fc.assert(
    fc.property(fc.array(event, { maxLength: 80 }), (events) => {
      let [buckets, now] = [fullBuckets, start.getTime()];
      let owed: { kind: 'expiring' | 'expired'; since: number }[] = [];
      const mails: number[] = [];
      const goUntil = (end: number) => {
        for (;;) {
          const mayGoAt = owed.length > 0 ? digestMayGoAt(buckets, owed, rules, new Date(now)) : null;
          if (!mayGoAt || mayGoAt.getTime() > end) break;
          now = mayGoAt.getTime();
          for (const { kind, since } of owed) {
            expect(now - since).toBeLessThanOrEqual(rules[kind].intervalMs);
          }
          buckets = drawDigest(buckets, owed, rules, new Date(now));
          mails.push(now);
          owed = [];
        }
        now = end;
      };
      for (const { minutes, kind } of events) {
        goUntil(now + minutes * 60_000);
        owed.push({ kind, since: now });
        goUntil(now);
      }
      goUntil(now + 4 * hour);
      expect(owed).toEqual([]);
      mails.forEach((from, i) => {
        mails.slice(i).forEach((to, more) => {
          expect(more + 1).toBeLessThanOrEqual(2 + (to - from) / (4 * hour) + 3 + (to - from) / hour);
        });
      });
    }),
  );
});
