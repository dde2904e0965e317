import fc from 'fast-check';
import { availableAt, type BucketState, draw } from '../../lambdas/core/token-bucket.ts';

const start = new Date('2026-06-15T12:00:00Z');
const at = (minutes: number) => new Date(start.getTime() + minutes * 60_000);
const twoThenEachHour = { atOnce: 2, intervalMs: 3_600_000 };

describe('a bucket', () => {
  it.each([
    ['gives at once while it is full', [], 0, 0],
    ['gives as many at once as it may hold', [0], 0, 0],
    ['gives one more after an interval, counted from the first', [0, 5], 5, 60],
    ['gives the next after another one, not later for having been asked', [0, 5, 60], 65, 120],
    ['fills up while it is left alone, and not beyond', [0, 5], 5_000, 5_000],
  ])('%s', (_, drawnAt, askedAt, expected) => {
    const state = drawnAt.reduce<BucketState>(
      (each, minutes) => draw(each, twoThenEachHour, at(minutes)),
      null,
    );
    expect(availableAt(state, twoThenEachHour, at(askedAt))).toEqual(at(expected));
  });

  it('that was filled by other rules, or by a clock that was set back, holds nobody up', () => {
    expect(availableAt(at(100_000), twoThenEachHour, start)).toEqual(start);
    expect(availableAt(draw(at(100_000), twoThenEachHour, start), twoThenEachHour, start)).toEqual(start);
  });

  it('gives in no stretch of time more than it may, and makes nobody wait longer than an interval', () => {
    fc.assert(
      fc.property(
        fc.record({ atOnce: fc.integer({ min: 1, max: 5 }), hours: fc.integer({ min: 1, max: 12 }) }),
        fc.array(fc.integer({ min: 0, max: 600 }), { maxLength: 60 }),
        ({ atOnce, hours }, pauses) => {
          const rule = { atOnce, intervalMs: hours * 3_600_000 };
          let [state, minutes]: [BucketState, number] = [null, 0];
          const given: number[] = [];
          for (const pause of pauses) {
            minutes += pause;
            const now = at(minutes);
            const next = availableAt(state, rule, now);
            expect(next.getTime() - now.getTime()).toBeLessThanOrEqual(rule.intervalMs);
            if (next > now) continue;
            state = draw(state, rule, now);
            given.push(now.getTime());
          }
          given.forEach((from, i) => {
            given.slice(i).forEach((to, more) => {
              expect(more + 1).toBeLessThanOrEqual(atOnce + (to - from) / rule.intervalMs);
            });
          });
        },
      ),
    );
  });
});
