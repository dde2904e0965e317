import { Fragment } from 'react';
import './bars.css';

/** The calls of a day by outcome. */
export interface DayOfCalls {
  readonly answered: number;
  readonly clientErrors: number;
  readonly serverErrors: number;
  readonly refused: number;
}

/** From below, in this order. */
export const outcomes = ['answered', 'clientErrors', 'serverErrors', 'refused'] as const;

/** In percent: a single refused call among thousands is seen too. */
const leastHeight = 3;

/**
 * Attributes in percent: nothing needs a style, and nothing is distorted. A day without calls is a stub.
 * @param most the calls that fill the height
 * @param hatch a pattern that tells refused calls without their colour
 */
export function Stacks({
  days,
  most = Math.max(1, ...days.map(callsOf)),
  hatch,
}: {
  days: readonly DayOfCalls[];
  most?: number;
  hatch?: string;
}) {
  const width = 100 / days.length;
  return days.map((day, index) => {
    const place = { x: `${(index + 0.17) * width}%`, width: `${width * 0.66}%` };
    let below = 0;
    return (
      // biome-ignore lint/suspicious/noArrayIndexKey: a day is its place
      <g key={index}>
        {callsOf(day) === 0 && (
          <rect {...place} className="none" y="100%" height="1" transform="translate(0 -1)" />
        )}
        {outcomes.map((outcome) => {
          if (day[outcome] === 0) return null;
          const height = Math.max(leastHeight, (100 * day[outcome]) / most);
          below += height;
          const bar = { ...place, y: `${100 - below}%`, height: `${height}%` };
          return (
            <Fragment key={outcome}>
              <rect {...bar} className={outcome} />
              {hatch && outcome === 'refused' && <rect {...bar} fill={hatch} />}
            </Fragment>
          );
        })}
      </g>
    );
  });
}

export function callsOf(day: DayOfCalls): number {
  return outcomes.reduce((total, outcome) => total + day[outcome], 0);
}
