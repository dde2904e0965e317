import type { ListedKey } from '../api/types.ts';
import './bars.css';

type Days = NonNullable<ListedKey['days']>;

const width = 120;
const height = 28;
/** A single refused call among thousands is seen too. */
const least = 1;

/**
 * Calls a day as bars, drawn by three paths: a page of bars that are elements each would be thousands of them.
 * @param since the day from which calls are counted: nothing is drawn before it
 * @param label says in one sentence what the bars show
 */
export function Trend({ days, since, label }: { days: Days; since: string; label: string }) {
  const paths = { none: '', answered: '', refused: '' };
  const most = Math.max(1, ...days.map(({ calls, refused }) => calls + refused));
  const step = width / days.length;
  days.forEach(({ date, calls, refused }, index) => {
    if (date < since) return;
    const bar = (from: number, to: number) =>
      `M${round((index + 0.17) * step)} ${round(height - from)}v${round(from - to)}h${round(step * 0.66)}v${round(to - from)}z`;
    const heightOf = (count: number) => (count === 0 ? 0 : Math.max(least, (height * count) / most));
    const answered = heightOf(calls);
    if (calls + refused === 0) paths.none += bar(0, 1);
    if (calls > 0) paths.answered += bar(0, answered);
    if (refused > 0) paths.refused += bar(answered, answered + heightOf(refused));
  });
  return (
    <svg className="bars sparkline" viewBox={`0 0 ${width} ${height}`} role="img" aria-label={label}>
      {Object.entries(paths).map(
        ([outcome, path]) => path && <path key={outcome} className={outcome} d={path} />,
      )}
    </svg>
  );
}

function round(length: number): number {
  return Math.round(length * 100) / 100;
}
