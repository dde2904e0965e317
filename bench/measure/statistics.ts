/** A median with the middle half of what it was taken from. */
export interface Spread {
  median: number;
  /** First and third quartile. */
  low: number;
  high: number;
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

/** The value below which the part `q` (0 to 1) of the values lies, interpolated. @throws RangeError when there are none */
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
 * The ratio of two things measured in turns, round by round: what the machine was doing meanwhile hit both.
 * @param values and `references`, one of each for every round
 */
export function ratioSpread(values: readonly number[], references: readonly number[]): Spread {
  return spread(values.map((value, round) => value / (references[round] ?? Number.NaN)));
}
