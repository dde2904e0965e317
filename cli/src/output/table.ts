import measure from 'fast-string-truncated-width';
import { plain } from './text.ts';

export interface Column<Row> {
  readonly title: string;
  readonly of: (row: Row) => unknown;
  /** Whether it may be cut when the terminal is narrow. What gets copied is never cut. */
  readonly flexible?: boolean;
}

const gap = '  ';
const narrowest = 8;

/**
 * Rows as lines under a heading, their columns aligned: CJK and emoji take two places.
 * @param width of the terminal; absent for a pipe, where nothing is cut
 */
export function renderTable<Row>(
  rows: readonly Row[],
  columns: readonly Column<Row>[],
  width = Number.POSITIVE_INFINITY,
): string[] {
  const cells = [
    columns.map(({ title }) => title.toUpperCase()),
    ...rows.map((row) => columns.map(({ of }) => plain(of(row)) || '-')),
  ];
  const widths = columns.map((_, i) => Math.max(...cells.map((line) => widthOf(line[i] ?? ''))));
  const total = () => widths.reduce((sum, each) => sum + each, gap.length * (widths.length - 1));
  while (total() > width) {
    const widest = columns
      .map(({ flexible }, i) => ({ i, width: flexible ? (widths[i] ?? 0) : 0 }))
      .reduce((a, b) => (b.width > a.width ? b : a));
    if (widest.width <= narrowest) break;
    widths[widest.i] = Math.max(narrowest, widest.width - (total() - width));
  }
  return cells.map((line) =>
    line
      .map((cell, i) => fit(cell, widths[i] ?? 0))
      .join(gap)
      .trimEnd(),
  );
}

/** Facts of one thing, one a line: the name, then the value. Facts without a value (undefined) are left out. */
export function renderFacts(facts: readonly (readonly [name: string, value: unknown])[]): string[] {
  const shown = facts.filter(([, value]) => value !== undefined);
  const width = Math.max(...shown.map(([name]) => name.length));
  return shown.map(([name, value]) => `${name.padEnd(width)}${gap}${plain(value) || '-'}`);
}

function widthOf(text: string): number {
  return measure(text).width;
}

function fit(text: string, width: number): string {
  const all = widthOf(text);
  if (all <= width) return text + ' '.repeat(width - all);
  const { index } = measure(text, { limit: width, ellipsis: '…', ellipsisWidth: 1 });
  const cut = `${text.slice(0, index)}…`;
  return cut + ' '.repeat(Math.max(0, width - widthOf(cut)));
}
