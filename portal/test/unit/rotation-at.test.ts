import type { Rotation } from '../../src/api/types.ts';
import {
  type Overlap,
  oldSecretUse,
  overlapPassed,
  rotationAt,
  rotationConcern,
} from '../../src/rotation/rotation-at.ts';
import { keyWith } from './support/key.ts';

const at = (text: string) => Date.parse(`2027-03-${text}Z`);
const pending: Rotation = {
  state: 'pending',
  startedAt: '2027-03-01T12:00:00Z',
  overlapSeconds: 86_400,
  oldSecretEndsAt: null,
  newSecretLastUsedAt: null,
  oldSecretLastUsedAt: '2027-03-01T11:00:00Z',
};
// The new secret was first seen on 2 March at noon.
const overlap: Overlap = { ...pending, state: 'overlap', oldSecretEndsAt: '2027-03-03T12:00:00Z' };

test('a rotation is over from the very instant at which its old secret ends, whatever was loaded', () => {
  expect(rotationAt({ rotation: null }, at('02T00:00:00'))).toBeNull();
  expect(rotationAt({ rotation: pending }, at('30T00:00:00'))).toBe(pending);
  expect(rotationAt({ rotation: overlap }, at('03T11:59:59'))).toBe(overlap);
  expect(rotationAt({ rotation: overlap }, at('03T12:00:00'))).toBeNull();
});

test('the overlap counts from the first use of the new secret, and never beyond its ends', () => {
  expect(overlapPassed(overlap, at('03T06:00:00'))).toBe(0.75);
  expect(overlapPassed(overlap, at('02T11:00:00'))).toBe(0);
  expect(overlapPassed(overlap, at('04T00:00:00'))).toBe(1);
});

test.each([
  ['used, if it was called after the new one', '02T12:00:00', '03T10:00:00', '03T10:30:00', 'used'],
  ['used, also when the log is late', '02T12:00:01', '02T12:10:00', '03T10:30:00', 'used'],
  ['idle, if it was called only before', '02T11:59:59', '03T10:00:00', '03T10:30:00', 'idle'],
  ['idle, if it was never called', null, '03T10:00:00', '03T10:30:00', 'idle'],
  ['unknown, if the log is late', '02T11:59:59', '03T09:00:00', '03T10:30:00', 'unknown'],
  ['unknown, if nothing is counted', null, null, '03T10:30:00', 'unknown'],
])('an old secret is %s', (_, usedAt, asOf, now, expected) => {
  const rotation = { ...overlap, oldSecretLastUsedAt: usedAt && `2027-03-${usedAt}Z` };
  expect(oldSecretUse(rotation, { asOf: asOf && `2027-03-${asOf}Z` }, at(now)).kind).toBe(expected);
});

test('a silence of less than a day is said to be brief', () => {
  const week = { ...overlap, overlapSeconds: 7 * 86_400, oldSecretEndsAt: '2027-03-09T12:00:00Z' };
  const useOf = (now: string) => oldSecretUse(week, { asOf: `2027-03-${now}Z` }, at(now));
  expect(useOf('03T11:59:59')).toMatchObject({ isBrief: true });
  expect(useOf('03T12:00:00')).toMatchObject({ isBrief: false, since: at('02T12:00:00') });
});

test('a rotation asks for attention once it is pending for a week, or its old secret is used on its last day', () => {
  const concern = (rotation: Rotation | null, now: string) => rotationConcern(keyWith({ rotation }), at(now));
  const stillUsed = { ...overlap, overlapSeconds: 2 * 86_400, oldSecretLastUsedAt: '2027-03-02T20:00:00Z' };
  expect([
    concern(null, '03T00:00:00'),
    concern(pending, '08T11:59:59'),
    concern(pending, '08T12:00:00'),
    concern(stillUsed, '02T11:59:59'),
    concern(stillUsed, '02T12:00:00'),
    concern(overlap, '03T00:00:00'),
    concern(stillUsed, '03T12:00:00'),
  ]).toEqual([undefined, undefined, 'forgotten', undefined, 'ends-in-use', undefined, undefined]);
});
