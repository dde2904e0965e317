import { locale } from '../texts/locale.ts';
import { dayMs } from '../time/zoned.ts';
import { t } from './texts.ts';

/** Dots closer than this, in percent of the width, are stacked. */
const nearPercent = 2.6;
const maxLanes = 6;

export interface Place {
  /** Percent of the width; the left edge is now. */
  readonly at: number;
  /** From 0, at the axis. */
  readonly lane: number;
}

/** Expiries for which no lane was left, where the last dot is that they are too near to. */
interface Crowd extends Place {
  readonly count: number;
}

/** Places the dots of a timeline. @param instants in order, all after `now`, in milliseconds */
export function placeExpiries(instants: readonly number[], now: number) {
  const last = ((instants.at(-1) ?? now) - now) / dayMs;
  // The shortest span that holds them all; whatever lies beyond two years sits at the end.
  const spanDays = [30, 90, 180, 365, 730].find((days) => last <= days) ?? 730;
  const ends: number[] = [];
  const crowds: Crowd[] = [];
  const places = instants.map((instant): Place | undefined => {
    const at = Math.min(98.5, 1.5 + (97 * (instant - now)) / (spanDays * dayMs));
    const free = Array.from({ length: maxLanes }, (_, lane) => lane).find(
      (lane) => at - (ends[lane] ?? Number.NEGATIVE_INFINITY) >= nearPercent,
    );
    if (free === undefined) {
      const near = crowds.at(-1);
      if (near !== undefined && at - near.at < nearPercent)
        crowds[crowds.length - 1] = { ...near, count: near.count + 1 };
      else crowds.push({ at, lane: maxLanes, count: 1 });
      return undefined;
    }
    ends[free] = at;
    return { at, lane: free };
  });
  return { places, crowds, lanes: Math.max(2, ends.length + (crowds.length > 0 ? 1 : 0)), spanDays };
}

/** The labels below the axis: few enough for the narrowest page. */
export function ticksFor(now: number, spanDays: number, timeZone: string): { at: number; label: string }[] {
  return [0, 1 / 3, 2 / 3, 1].map((part) => {
    const instant = new Date(now + part * spanDays * dayMs);
    const label =
      part === 0 ? t('now') : spanDays > 180 ? monthAndYear(instant, timeZone) : shortDay(instant, timeZone);
    return { at: 1.5 + 97 * part, label };
  });
}

function shortDay(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone, month: 'short', day: 'numeric' }).format(instant);
}

function monthAndYear(instant: Date, timeZone: string): string {
  return new Intl.DateTimeFormat(locale, { timeZone, month: 'short', year: '2-digit' }).format(instant);
}
