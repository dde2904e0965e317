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

/** Outcome of a test of whether two samples come from one distribution. */
export interface RankTest {
  /** Probability of a difference at least this large if there were none, two-sided. */
  p: number;
  /** Chance that a value of the first sample is above one of the second; 0.5 when nothing tells them apart. */
  superiority: number;
}

/** The Mann-Whitney U test in its normal approximation, corrected for ties; both samples should hold 20 values or more. */
export function mannWhitney(first: readonly number[], second: readonly number[]): RankTest {
  const all = [
    ...first.map((value) => ({ value, isFirst: true })),
    ...second.map((value) => ({ value, isFirst: false })),
  ].sort((a, b) => a.value - b.value);
  let rankSum = 0;
  let tieTerm = 0;
  for (let start = 0; start < all.length; ) {
    let end = start;
    while (end < all.length && all[end]?.value === all[start]?.value) end++;
    const size = end - start;
    const rank = (start + 1 + end) / 2;
    for (let at = start; at < end; at++) if (all[at]?.isFirst) rankSum += rank;
    tieTerm += size ** 3 - size;
    start = end;
  }
  const [n1, n2, n] = [first.length, second.length, all.length];
  const u = rankSum - (n1 * (n1 + 1)) / 2;
  const deviation = Math.sqrt(((n1 * n2) / 12) * (n + 1 - tieTerm / (n * (n - 1))));
  const z = deviation === 0 ? 0 : (u - (n1 * n2) / 2) / deviation;
  return { p: Math.min(1, 2 * upperTail(Math.abs(z))), superiority: u / (n1 * n2) };
}

/**
 * The Wilcoxon signed-rank test on the differences of pairs, in its normal approximation: sharper than comparing the samples as
 * wholes, since what slowed one call of a pair mostly slowed the other.
 * @returns the two-sided p
 */
export function signedRank(first: readonly number[], second: readonly number[]): number {
  const differences = first
    .map((value, at) => value - (second[at] ?? Number.NaN))
    .filter((difference) => difference !== 0)
    .sort((a, b) => Math.abs(a) - Math.abs(b));
  let positive = 0;
  for (let start = 0; start < differences.length; ) {
    let end = start;
    while (Math.abs(differences[end] ?? Number.NaN) === Math.abs(differences[start] ?? 0)) end++;
    for (let at = start; at < end; at++) if ((differences[at] ?? 0) > 0) positive += (start + 1 + end) / 2;
    start = end;
  }
  const n = differences.length;
  if (n === 0) return 1;
  const z = (positive - (n * (n + 1)) / 4) / Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24);
  return Math.min(1, 2 * upperTail(Math.abs(z)));
}

/**
 * Probability of a standard normal variable above `z` >= 0: half of the complementary error function, by the expansion of
 * Numerical Recipes (3rd edition, 6.2.2; relative error below 1.2e-7).
 */
function upperTail(z: number): number {
  const x = z / Math.SQRT2;
  const t = 1 / (1 + x / 2);
  const coefficients = [
    -1.26551223, 1.00002368, 0.37409196, 0.09678418, -0.18628806, 0.27886807, -1.13520398, 1.48851587,
    -0.82215223, 0.17087277,
  ];
  const series = coefficients.reduceRight((sum, coefficient) => sum * t + coefficient, 0);
  return (t * Math.exp(-x * x + series)) / 2;
}
