import { median, quantile, ratioSpread } from '../measure/statistics.ts';

describe('the statistics of the benchmark', () => {
  it('interpolates between the two nearest values of a quantile', () => {
    expect(median([4, 1, 3, 2])).toBe(2.5);
    expect(quantile([10, 20, 30, 40, 50], 0.25)).toBe(20);
    expect(() => median([])).toThrow(RangeError);
  });

  it('takes ratios round by round, so that a round that is slow for both changes nothing', () => {
    expect(ratioSpread([2, 200, 4], [1, 100, 2])).toEqual({ median: 2, low: 2, high: 2 });
  });
});
