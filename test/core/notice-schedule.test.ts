import fc from 'fast-check';
import { newAccountId } from '../../lambdas/core/access-key.ts';
import { nextNoticeAt, noticeShard, noticeShardCount } from '../../lambdas/core/notice-schedule.ts';

const expiresAt = new Date('2026-12-31T00:00:00Z');
const daysBefore = (days: number) => new Date(expiresAt.getTime() - days * 86_400_000);

describe('next notice', () => {
  it.each([
    ['the longest lead time, when all lie ahead', daysBefore(40), daysBefore(30)],
    ['the next one, when the longest has passed', daysBefore(29), daysBefore(7)],
    ['the next one, on the very instant of a lead time', daysBefore(7), daysBefore(1)],
    ['the expiry, when all lead times have passed', daysBefore(0.5), expiresAt],
    ['none, from the expiry on', expiresAt, null],
    ['none, after the expiry', daysBefore(-5), null],
  ])('is %s', (_, after, due) => {
    expect(nextNoticeAt(expiresAt, [30, 7, 1], after)).toEqual(due);
  });

  it('is absent for a key that never expires', () => {
    expect(nextNoticeAt(null, [30, 7, 1], daysBefore(0))).toBeNull();
  });

  it('steps through every lead time and the expiry, each once, in order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 }),
        (leadDays) => {
          const seen: number[] = [];
          let next = nextNoticeAt(expiresAt, leadDays, daysBefore(91));
          while (next) {
            seen.push((expiresAt.getTime() - next.getTime()) / 86_400_000);
            next = nextNoticeAt(expiresAt, leadDays, next);
          }
          expect(seen).toEqual([...leadDays.toSorted((a, b) => b - a), 0]);
        },
      ),
    );
  });
});

describe('notice shard', () => {
  it('is the same for an account each time, and spreads accounts over all shards', () => {
    const accountId = newAccountId();
    expect(noticeShard(accountId)).toBe(noticeShard(accountId));
    const counts = new Array<number>(noticeShardCount).fill(0);
    for (let i = 0; i < 8_000; i++) {
      const shard = noticeShard(newAccountId());
      counts[shard] = (counts[shard] ?? 0) + 1;
    }
    for (const count of counts) expect(Math.abs(count - 8_000 / noticeShardCount)).toBeLessThan(250);
  });
});
