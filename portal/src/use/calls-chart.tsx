import { type KeyboardEvent, type ReactNode, useId, useRef, useState } from 'react';
import { locale } from '../texts/locale.ts';
import { count, dayMonth } from '../time/format.ts';
import { callsOf, outcomes, Stacks } from '../ui/bars.tsx';
import { type CallsOfDay, scaleFor, totalCalls } from './calls-by-day.ts';
import { t } from './calls-texts.ts';
import './calls-chart.css';

/** The day of a date as the API writes it. */
export const dayOf = ({ date }: CallsOfDay) => dayMonth(date, 'UTC');

/** Calls a day by outcome, with the totals above. The last day is today. */
export function CallsChart({ days }: { days: readonly CallsOfDay[] }) {
  const hatch = useId();
  const most = Math.max(...days.map(callsOf));
  const top = scaleFor(most);
  const [first, middle] = [days[0], days[Math.floor((days.length - 1) / 2)]];
  return (
    <figure className="calls-chart" aria-label={describe(days)}>
      <Totals of={days} hatch={hatch} />
      <div className="calls-plot">
        <svg className="bars calls-bars" aria-hidden="true">
          <defs>
            <pattern
              id={hatch}
              width="5"
              height="5"
              patternUnits="userSpaceOnUse"
              patternTransform="rotate(45)"
            >
              <line className="stripe" x1="0" x2="0" y1="0" y2="5" />
            </pattern>
          </defs>
          {(most === 0 ? ['100%'] : ['0', '50%', '100%']).map((y) => (
            <line key={y} className="grid-line" x1="0" x2="100%" y1={y} y2={y} />
          ))}
          <Stacks days={days} most={top} hatch={`url(#${hatch})`} />
        </svg>
        {most === 0 && (
          <p className="calls-none" aria-hidden="true">
            {t('none')}
          </p>
        )}
        <Days of={days} />
        <div className="calls-scale" aria-hidden="true">
          {(most === 0 ? [0] : [0, top / 2, top]).map((number) => (
            <span key={number}>{short.format(number)}</span>
          ))}
        </div>
        <div className="calls-dates" aria-hidden="true">
          <span>{first && dayOf(first)}</span>
          <span>{middle && dayOf(middle)}</span>
          <span>{t('today')}</span>
        </div>
      </div>
    </figure>
  );
}

const short = new Intl.NumberFormat(locale, { notation: 'compact' });

function describe(days: readonly CallsOfDay[]): string {
  const [first, last] = [days[0], days.at(-1)];
  if (first === undefined || last === undefined) return '';
  const most = days.reduce((most, day) => (callsOf(day) > callsOf(most) ? day : most));
  const dates = { first: dayOf(first), last: dayOf(last) };
  return callsOf(most) === 0
    ? t('noCalls', dates)
    : t('summary', { ...dates, ...totalCalls(days), most: dayOf(most) });
}

function Totals({ of: days, hatch }: { of: readonly CallsOfDay[]; hatch: string }) {
  const totals = totalCalls(days);
  return (
    <dl className="calls-totals">
      {outcomes.map((outcome) => (
        <div key={outcome}>
          <dt>
            <svg className="bars swatch" aria-hidden="true">
              <rect className={outcome} width="100%" height="100%" rx="2" />
              {outcome === 'refused' && <rect width="100%" height="100%" rx="2" fill={`url(#${hatch})`} />}
            </svg>
            {t(outcome)}
          </dt>
          <dd>{count(totals[outcome])}</dd>
        </div>
      ))}
    </dl>
  );
}

/** A field above each bar, to point at; one of them takes the focus, and arrow keys move it. */
function Days({ of: days }: { of: readonly CallsOfDay[] }) {
  const fields = useRef<HTMLDivElement>(null);
  const [focused, setFocused] = useState(days.length - 1);
  const [shown, setShown] = useState<number>();
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === 'Escape') return setShown(undefined);
    const to = moveTo(event, focused, days.length - 1);
    if (to === undefined) return;
    event.preventDefault();
    setFocused(to);
    const field = fields.current?.children[to];
    if (field instanceof HTMLElement) field.focus();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are those of the days in it
    <div
      ref={fields}
      className="calls-days"
      onKeyDown={onKeyDown}
      onPointerLeave={() => setShown(undefined)}
      onBlur={() => setShown(undefined)}
    >
      {days.map((day, index) => (
        <div
          key={day.date}
          role="img"
          aria-label={t('ofDay', { ...day, day: dayOf(day) })}
          // One stop for all days, which arrow keys go through.
          tabIndex={index === Math.min(focused, days.length - 1) ? 0 : -1}
          onFocus={() => {
            setFocused(index);
            setShown(index);
          }}
          onPointerEnter={() => setShown(index)}
        >
          {shown === index && <Tip of={day} place={placeOf(index, days.length)} />}
        </div>
      ))}
    </div>
  );
}

function moveTo({ key, currentTarget }: KeyboardEvent, from: number, last: number): number | undefined {
  const later = getComputedStyle(currentTarget).direction === 'rtl' ? 'ArrowLeft' : 'ArrowRight';
  if (key === 'Home') return 0;
  if (key === 'End') return last;
  if (key !== 'ArrowLeft' && key !== 'ArrowRight') return undefined;
  return Math.min(last, Math.max(0, from + (key === later ? 1 : -1)));
}

/** At the edges, a tip stays within the chart. */
function placeOf(index: number, all: number): 'start' | 'middle' | 'end' {
  if (index < all / 3) return 'start';
  return index < (2 * all) / 3 ? 'middle' : 'end';
}

function Tip({ of: day, place }: { of: CallsOfDay; place: string }): ReactNode {
  return (
    <div className={`calls-tip ${place}`} aria-hidden="true">
      <strong>{dayOf(day)}</strong>
      {outcomes
        .filter((outcome) => outcome === 'answered' || day[outcome] > 0)
        .map((outcome) => (
          <span key={outcome}>
            {t(outcome)} <b>{count(day[outcome])}</b>
          </span>
        ))}
    </div>
  );
}
