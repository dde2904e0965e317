import type { Counting } from '../../lambdas/core/key-use.ts';
import {
  isStillTrue,
  owedRotation,
  type RotationFact,
  type RotationPlan,
} from '../../lambdas/core/rotation-notices.ts';
import type { Rotation } from '../../lambdas/core/rotation-view.ts';
import { sampleKey } from './sample-key.ts';

const hour = 1 / 24;
const start = new Date('2027-03-01T12:00:00.700Z');
const daysIn = (days: number) => new Date(Date.parse('2027-03-01T12:00:00Z') + days * 86_400_000);
const second = 1 / 86_400;

const pending: Rotation = {
  startedAt: start,
  overlapSeconds: 86_400,
  oldSecretEndsAt: null,
  newSecretLastUsedAt: null,
  oldSecretLastUsedAt: null,
};
const byKey = { ...pending, byKey: { from: '203.0.113.0/24' } };
/** The new secret was first used 2 days after the start; the old one was used `usedBefore` days before it ends. */
const overlap = (days: number, usedBefore: number): Rotation => ({
  ...pending,
  overlapSeconds: days * 86_400,
  oldSecretEndsAt: daysIn(2 + days),
  oldSecretLastUsedAt: daysIn(2 + days - usedBefore),
});

const told = (days: number, startedAt = start): RotationPlan['told'] => ({ startedAt, until: daysIn(days) });
const known = (now: Date): Counting => ({ startedAt: daysIn(-400), asOf: now });

/** What is owed after some days: its kind, and when to look again once it was told; or when to look at all. */
function look(
  rotation: Rotation | null,
  days: number,
  so: { told?: RotationPlan['told']; counting?: Counting; expiresAt?: Date } = {},
) {
  const now = daysIn(days);
  const key = sampleKey({ rotation, expiresAt: so.expiresAt ?? null });
  const counting = so.counting === undefined ? known(now) : so.counting;
  const { owed, nextAt } = owedRotation(key, so.told ?? null, counting, now);
  const daysOf = (at: Date | null) => at && (at.getTime() - daysIn(0).getTime()) / 86_400_000;
  return owed ? [owed.fact.kind, daysOf(owed.nextAt), daysOf(owed.until)] : [null, daysOf(nextAt)];
}

describe('while a rotation is pending', () => {
  it.each<[string, unknown[], number, RotationPlan['told']?]>([
    ['nothing before 7 days', [null, 7], 7 - second],
    ['a reminder at 7 days', ['rotation_pending', 30, 7], 7],
    ['nothing once told', [null, 30], 7.5, told(7)],
    ['nothing before 30 days', [null, 30], 30 - second, told(7)],
    ['a reminder at 30 days', ['rotation_pending', 60, 30], 30, told(7)],
    ['one reminder for both, after an outage', ['rotation_pending', 61, 31], 31],
    ['nothing after that, ever', [null, 330], 300, told(30)],
    [
      'what was told of an earlier rotation is none of this',
      ['rotation_pending', 30, 8],
      8,
      told(8, daysIn(-9)),
    ],
  ])('owes %s', (_, expected, days, toldSoFar = null) => {
    expect(look(pending, days, { told: toldSoFar })).toEqual(expected);
  });

  it('owes no reminder of a key that has expired, and looks again at the next', () => {
    expect(look(pending, 7, { expiresAt: daysIn(7) })).toEqual([null, 30]);
    expect(look(pending, 7, { expiresAt: daysIn(7 + second) })[0]).toBe('rotation_pending');
  });
});

describe('after a key has rotated itself', () => {
  it.each<[string, unknown[], Rotation, number, RotationPlan['told']?]>([
    ['that at once', ['rotated', 7, 0], byKey, 1 / 1440],
    ['nothing once told', [null, 7], byKey, 1, told(0)],
    ['a reminder then, as of any rotation', ['rotation_pending', 30, 7], byKey, 7, told(0)],
    // Both are told, one after the other.
    ['that first, after an outage', ['rotated', 7, 0], byKey, 9],
    ['that even when it is over', ['rotated', 2.5, 0], { ...overlap(1, 0), byKey: { from: null } }, 10],
    ['nothing after that', [null, null], { ...overlap(1, 0), byKey: { from: null } }, 10, told(0)],
    ['nothing if its holder asked for it', [null, 7], pending, 1],
  ])('owes %s', (_, expected, rotation, days, toldSoFar = null) => {
    expect(look(rotation, days, { told: toldSoFar })).toEqual(expected);
  });
});

describe('before an old secret ends', () => {
  it.each<[string, number, number]>([
    ['a day before, of 30 days', 30, 31],
    ['a day before, of 2 days', 2, 3],
    ['in the middle, of a day', 1, 2.5],
    ['in the middle, of an hour', hour, 2 + hour / 2],
  ])('owes a mail %s', (_, overlapDays, dueAt) => {
    const rotation = (usedAt: number) => overlap(overlapDays, 2 + overlapDays - usedAt);
    expect(look(rotation(dueAt), dueAt - second)).toEqual([null, dueAt]);
    expect(look(rotation(dueAt), dueAt)).toEqual(['secret_ending', 2 + overlapDays, dueAt]);
    expect(look(rotation(dueAt), dueAt, { told: told(dueAt) })).toEqual([null, 2 + overlapDays]);
    // Used an hour before at the latest.
    expect(look(rotation(dueAt - hour), dueAt)[0]).toBe('secret_ending');
    expect(look(rotation(dueAt - hour - second), dueAt)).toEqual([null, 2 + overlapDays]);
  });

  it('owes nothing of a secret that nobody is known to use, and takes the last hour that the log tells of', () => {
    expect(look({ ...overlap(1, 0), oldSecretLastUsedAt: null }, 2.5)).toEqual([null, 3]);
    const counting = { startedAt: daysIn(-400), asOf: daysIn(2.1) };
    expect(look(overlap(1, 1 - 0.1), 2.5, { counting })[0]).toBe('secret_ending');
    expect(look(overlap(1, 1 - 0.1), 2.5)[0]).toBeNull();
  });

  it('owes nothing once it has ended, or was told so by its expiry', () => {
    expect(look(overlap(1, 0), 3 - second)[0]).toBe('secret_ending');
    expect(look(overlap(1, 0), 3)).toEqual([null, null]);
    expect(look(overlap(1, 0), 2.9, { expiresAt: daysIn(2.8) })).toEqual([null, 3]);
  });

  it('no longer reminds of what was pending', () => {
    expect(look(overlap(30, 30), 9)).toEqual([null, 31]);
  });
});

it('owes nothing of a rotation that was finished or cancelled, or of a key that is gone', () => {
  expect(look(null, 8)).toEqual([null, null]);
  expect(owedRotation(undefined, null, null, start)).toEqual({ owed: null, nextAt: null });
});

it.each<[RotationFact['kind'], boolean, Rotation | null, number]>([
  ['rotated', true, byKey, 1],
  ['rotated', true, { ...overlap(1, 0), ...{ byKey: { from: null } } }, 10],
  ['rotated', false, { ...byKey, startedAt: daysIn(1) }, 2],
  ['rotated', false, null, 1],
  ['rotation_pending', true, pending, 8],
  ['rotation_pending', false, overlap(1, 0), 2.5],
  ['secret_ending', true, overlap(1, 0), 2.9],
  ['secret_ending', false, overlap(1, 0), 3],
  ['secret_ending', false, pending, 3],
])('what others were told, %s, is still true: %s', (kind, expected, rotation, days) => {
  expect(isStillTrue({ kind, startedAt: start }, sampleKey({ rotation }), daysIn(days))).toBe(expected);
  const expired = sampleKey({ rotation, expiresAt: daysIn(days) });
  expect(isStillTrue({ kind, startedAt: start }, expired, daysIn(days))).toBe(false);
});
