/** A median and the middle half of its values. */
export interface Spread {
  median: number;
  /** The first quartile. */
  low: number;
  /** The third quartile. */
  high: number;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The quantile `q` (0 to 1) of the values, interpolated. @throws RangeError when there are none */
export function quantile(values: readonly number[], q: number): number {
  const sorted = Float64Array.from(values).sort();
  const position = (sorted.length - 1) * q;
  const below = sorted[Math.floor(position)];
  const above = sorted[Math.ceil(position)];
  if (below === undefined || above === undefined) throw new RangeError('No values.');
  return below + (above - below) * (position - Math.floor(position));
}

function spread(values: readonly number[]): Spread {
  return { median: median(values), low: quantile(values, 0.25), high: quantile(values, 0.75) };
}

/**
 * The ratio of two things measured in turns, round by round, so that other load on the machine affects both.
 * @param values and `references`, one of each per round
 */
export function ratioSpread(values: readonly number[], references: readonly number[]): Spread {
  return spread(values.map((value, round) => value / (references[round] ?? Number.NaN)));
}
