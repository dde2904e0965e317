import { drawSeed, SeededRandom } from '../../test/support/seeded-random.ts';
import { mannWhitney, median, quantile, ratioSpread, signedRank } from '../measure/statistics.ts';

const noise = (random: SeededRandom, count: number, shift = 0) =>
  Array.from({ length: count }, () => random.next() + random.next() + random.next() + shift);

describe('the statistics of the benchmark', () => {
  it('interpolates between the two values that a quantile falls between', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([10, 20, 30, 40, 50], 0.25)).toBe(20);
    expect(() => median([])).toThrow(RangeError);
  });

  it('takes ratios round by round, so that a slow round of both counts for neither', () => {
    expect(ratioSpread([2, 200, 4], [1, 100, 2])).toEqual({ median: 2, low: 2, high: 2 });
  });

  it('computes the Mann-Whitney test, ties included, as worked out by hand', () => {
    // U = 1 + 2 / 2 = 2 of 16; variance 16 / 12 * (9 - (27 - 3) / (8 * 7)) = 11.43; z = (2 - 8) / 3.381 = -1.775.
    const { p, superiority } = mannWhitney([1, 2, 2, 3], [2, 4, 5, 6]);
    expect(superiority).toBeCloseTo(2 / 16, 10);
    expect(p).toBeCloseTo(0.0759, 3);
  });

  it('finds a shift of a fifth of the spread in 4,000 values, and none where there is none', () => {
    const random = new SeededRandom(1);
    const [first, second, third] = [noise(random, 2000), noise(random, 2000, 0.1), noise(random, 2000)];
    expect(mannWhitney(first, second).p).toBeLessThan(0.001);
    expect(signedRank(first, second)).toBeLessThan(0.001);
    expect(mannWhitney(first, third).p).toBeGreaterThan(0.01);
    expect(signedRank(first, third)).toBeGreaterThan(0.01);
  });

  it('cries wolf about as often as it says: at p < 0.05, in one of twenty cases', () => {
    const random = new SeededRandom(drawSeed());
    let alarms = 0;
    for (let trial = 0; trial < 400; trial++) {
      if (mannWhitney(noise(random, 60), noise(random, 60)).p < 0.05) alarms++;
    }
    // 20 are expected, with a standard deviation of 4.4.
    expect(alarms).toBeGreaterThanOrEqual(1);
    expect(alarms).toBeLessThan(45);
  });
});
