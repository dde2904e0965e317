import fc from 'fast-check';
import { nextNoticeAt, owedNotice } from '../../lambdas/core/notice-schedule.ts';

const expiresAt = new Date('2026-12-31T00:00:00Z');
const daysBefore = (days: number) => new Date(expiresAt.getTime() - days * 86_400_000);
const leadTimes = fc.uniqueArray(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 5 });

describe('what is owed', () => {
  it.each([
    ['nothing before the longest lead time', 30.001, null],
    ['that lead time on its very instant', 30, { kind: 'expiring', leadDays: 30 }],
    ['the most urgent lead time that has passed, after an outage', 5, { kind: 'expiring', leadDays: 7 }],
    ['the last lead time until the expiry', 0.001, { kind: 'expiring', leadDays: 1 }],
    ['the expiry on its very instant', 0, { kind: 'expired', leadDays: null }],
    ['the expiry, however late', -400, { kind: 'expired', leadDays: null }],
  ])('is %s', (_, days, fact) => {
    expect(owedNotice(expiresAt, [30, 7, 1], daysBefore(days))).toEqual(fact);
  });

  it('is never sent early, each fact at most once, and the expiry is never lost, whenever the notifier runs', () => {
    fc.assert(
      fc.property(
        leadTimes,
        fc.double({ min: 0.01, max: 120, noNaN: true }),
        fc.array(fc.double({ min: 0, max: 130, noNaN: true }), { maxLength: 40 }),
        (leadDays, createdDaysBefore, runDays) => {
          const created = daysBefore(createdDaysBefore);
          const runs = [
            ...runDays.map((days) => new Date(created.getTime() + days * 86_400_000)),
            daysBefore(-200),
          ];
          let noticeAt = nextNoticeAt(expiresAt, leadDays, created);
          const told: string[] = [];
          for (const now of runs.sort((a, b) => a.getTime() - b.getTime())) {
            if (!noticeAt || noticeAt > now) continue;
            const fact = owedNotice(expiresAt, leadDays, now);
            expect(fact).not.toBeNull();
            if (fact?.kind === 'expiring') {
              expect(daysBefore(fact.leadDays).getTime()).toBeLessThanOrEqual(now.getTime());
              expect(daysBefore(fact.leadDays).getTime()).toBeGreaterThan(created.getTime());
              expect(now.getTime()).toBeLessThan(expiresAt.getTime());
            } else {
              expect(now.getTime()).toBeGreaterThanOrEqual(expiresAt.getTime());
            }
            told.push(JSON.stringify(fact));
            noticeAt = nextNoticeAt(expiresAt, leadDays, now);
          }
          expect(new Set(told).size).toBe(told.length);
          expect(told.at(-1)).toBe('{"kind":"expired","leadDays":null}');
          expect(noticeAt).toBeNull();
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
