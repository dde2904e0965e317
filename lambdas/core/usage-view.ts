import { addCounts, noCalls, type UsageCounts } from './usage-count.ts';
import { formatDay, lastDays, type UsageDay } from './usage-day.ts';

/** The calls of one key on one day. */
export interface DayUsage {
  keyId: string;
  day: UsageDay;
  counts: UsageCounts;
}

export type UsageDayView = { date: string } & UsageCounts;

/** A day as lists of keys show it. */
export interface ListDayView {
  date: string;
  calls: number;
  refused: number;
}

/** Days that a list of keys shows of each. */
export const listDays = 30;

/** The sum of all that is given for each of the last days, zeros included, the oldest first. */
export function viewDays(usages: readonly DayUsage[], count: number, now: Date): UsageDayView[] {
  const byDay = Map.groupBy(usages, ({ day }) => day);
  return lastDays(count, now).map((day) => ({
    date: formatDay(day),
    ...(byDay.get(day) ?? []).map(({ counts }) => counts).reduce(addCounts, noCalls),
  }));
}

/** What a list shows of each key, by the key's id. */
export function viewListDays(usages: readonly DayUsage[], now: Date): (keyId: string) => ListDayView[] {
  const byKey = Map.groupBy(usages, ({ keyId }) => keyId);
  return (keyId) =>
    viewDays(byKey.get(keyId) ?? [], listDays, now).map(({ date, calls, refused }) => ({
      date,
      calls,
      refused,
    }));
}
