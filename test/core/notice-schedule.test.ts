import fc from 'fast-check';
import { newAccountId } from '../../lambdas/core/access-key.ts';
import {
  nextNoticeAt,
  noticeShard,
  noticeShardCount,
  rescheduledNoticeAt,
} from '../../lambdas/core/notice-schedule.ts';

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

describe('a key’s notice once lead times are set', () => {
  const since = daysBefore(10);
  const planned = {
    expiresAt,
    noticeAt: daysBefore(7),
    owedSince: null,
    updatedAt: daysBefore(40),
  };

  it.each([
    ['is planned by them, from then on', planned, [9, 2], daysBefore(9)],
    ['is planned even when its time has come before the notifier', planned, [9], daysBefore(9)],
    ['skips lead times that had passed', planned, [30], expiresAt],
    ['stays when it was due', { ...planned, noticeAt: daysBefore(10) }, [30], daysBefore(10)],
    ['stays when it is postponed', { ...planned, owedSince: daysBefore(30) }, [9], daysBefore(7)],
    [
      'stays when an earlier version postponed it',
      { ...planned, noticeAt: daysBefore(-1) },
      [9],
      daysBefore(-1),
    ],
    ['stays when its date was set since', { ...planned, updatedAt: daysBefore(8) }, [9, 7], daysBefore(7)],
    ['changes when only its name was', { ...planned, updatedAt: daysBefore(8) }, [9], daysBefore(9)],
    [
      'is none for a key that was expired by hand since',
      { ...planned, expiresAt: daysBefore(9.5), noticeAt: null, updatedAt: daysBefore(9.5) },
      [9],
      null,
    ],
  ])('%s', (_, key, leadDays, noticeAt) => {
    expect(rescheduledNoticeAt(key, leadDays, since)).toEqual(noticeAt);
  });
});
