import type { Spread } from '../measure/statistics.ts';

/** A Markdown table. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(header), line(header.map(() => '---')), ...rows.map(line)].join('\n');
}

/** `value` with at least three significant digits. */
export function format(value: number): string {
  const digits = value >= 100 ? 0 : value >= 10 ? 1 : 2;
  return value.toLocaleString('en', { minimumFractionDigits: digits, maximumFractionDigits: digits });
}

/** A ratio and its middle half, such as `1.31 (1.28 to 1.35)`. */
export function formatRatio({ median, low, high }: Spread): string {
  return `${median.toFixed(2)} (${low.toFixed(2)} to ${high.toFixed(2)})`;
}

export function formatCount(value: number): string {
  return Math.round(value).toLocaleString('en');
}

/** In units of 1,000 bytes, like the bundle's budget. */
export function formatKilobytes(bytes: number): string {
  return (bytes / 1000).toFixed(1);
}
