import type { DayOfUse } from '../api/types.ts';
import type { DayOfCalls } from '../ui/bars.tsx';

/** A day of UTC, and its calls by outcome. */
export interface CallsOfDay extends DayOfCalls {
  readonly date: string;
}

/** The API counts errors among the calls that were let in. */
export function callsByDay(days: readonly DayOfUse[]): CallsOfDay[] {
  return days.map(({ date, calls, clientErrors, serverErrors, refused }) => ({
    date,
    answered: calls - clientErrors - serverErrors,
    clientErrors,
    serverErrors,
    refused,
  }));
}

export function totalCalls(days: readonly DayOfCalls[]): DayOfCalls {
  const total = (outcome: keyof DayOfCalls) => days.reduce((sum, day) => sum + day[outcome], 0);
  return {
    answered: total('answered'),
    clientErrors: total('clientErrors'),
    serverErrors: total('serverErrors'),
    refused: total('refused'),
  };
}

const steps = [1, 1.2, 1.5, 2, 2.5, 3, 4, 5, 6, 8, 10];

/** The end of a scale for numbers up to this one: a round number, and so is its half. */
export function scaleFor(most: number): number {
  const half = Math.max(1, most / 2);
  const power = 10 ** Math.floor(Math.log10(half));
  const round = steps.map((step) => step * power).find((step) => step >= half && Number.isInteger(step));
  return 2 * (round ?? Math.ceil(half));
}
