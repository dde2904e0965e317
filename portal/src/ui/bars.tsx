import './bars.css';

/** The calls of a day by outcome. */
export interface DayOfCalls {
  readonly answered: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
  readonly refused: number;
}

/** From below, in this order. */
const outcomes = ['answered', 'clientErrors', 'serverErrors', 'refused'] as const;

/**
 * Calls a day, as small bars for a line of a list.
 * @param label says in one sentence what the bars show
 */
export function Sparkline({ days, label }: { days: readonly DayOfCalls[]; label: string }) {
  return (
    <svg className="bars sparkline" role="img" aria-label={label}>
      <Stacks days={days} />
    </svg>
  );
}

/** Attributes in percent: nothing needs a style, and nothing is distorted. A day without calls is a stub. */
function Stacks({ days }: { days: readonly DayOfCalls[] }) {
  const most = Math.max(1, ...days.map(sum));
  const width = 100 / days.length;
  return days.map((day, index) => {
    const place = { x: `${index * width}%`, width: `${width * 0.66}%` };
    let below = 0;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a day is its place
      <g key={index}>
        {sum(day) === 0 && (
          <rect {...place} className="none" y="100%" height="1" transform="translate(0 -1)" />
        )}
        {outcomes.map((outcome) => {
          const height = (100 * day[outcome]) / most;
          below += height;
          if (height === 0) return null;
          return (
            <rect key={outcome} {...place} className={outcome} y={`${100 - below}%`} height={`${height}%`} />
          );
        })}
      </g>
    );
  });
}

function sum(day: DayOfCalls): number {
  return outcomes.reduce((total, outcome) => total + day[outcome], 0);
}
