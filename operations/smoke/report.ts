type Mark = 'ok' | 'RED' | 'not run';

export interface Result {
  id: string;
  title: string;
  mark: Mark;
  expected: string;
  came: string;
}

const widths = { mark: 7, title: 58, expected: 56 };

/** The line above a group's checks. */
export function formatHeading(title: string): string {
  return `\n${title}\n${'-'.repeat(title.length)}`;
}

/**
 * A check in columns: how it went, what it is, what was expected, what came. Long texts push the next column
 * on.
 */
export function formatResult({ mark, title, expected, came }: Result): string {
  const cells = [
    mark.padEnd(widths.mark),
    title.padEnd(widths.title),
    expected.padEnd(widths.expected),
    came,
  ];
  return cells.join('  ').trimEnd();
}

/** The last line. */
export function formatSummary(results: readonly Result[], seconds: number): string {
  const count = (mark: Mark) => results.filter((result) => result.mark === mark).length;
  const counts = `${count('ok')} held, ${count('RED')} did not, ${count('not run')} not run`;
  const red = results.filter(({ mark }) => mark === 'RED').map(({ id }) => id);
  return `\n${counts} (${Math.round(seconds)} s)${red.length > 0 ? `\nred: ${red.join(', ')}` : ''}`;
}
