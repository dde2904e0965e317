import type { Rotation } from '../../src/api/types.ts';
import { describeOldUse, describeRotation } from '../../src/rotation/describe-rotation.ts';
import type { Overlap } from '../../src/rotation/rotation-at.ts';
import { keyWith } from './support/key.ts';

const pending: Rotation = {
  state: 'pending',
  startedAt: '2027-03-01T12:00:00Z',
  overlapSeconds: 86_400,
  oldSecretEndsAt: null,
  newSecretLastUsedAt: null,
  oldSecretLastUsedAt: null,
};
const overlap: Overlap = { ...pending, state: 'overlap', oldSecretEndsAt: '2027-03-03T12:00:00Z' };
const now = Date.parse('2027-03-02T14:30:00Z');

test('a list says that a key has two secrets, and how long the old one still works', () => {
  const described = (rotation: Rotation | null) => describeRotation({ rotation }, now, 'UTC');
  expect([null, pending, overlap].map(described)).toEqual([
    undefined,
    { tag: 'Rotating', sentence: 'New secret not used yet. Both work.' },
    {
      tag: 'Rotating, 21 hours left',
      sentence: 'Old secret works until 3 March 2027 at 12:00 UTC, 21 hours left.',
    },
  ]);
});

test('what is known of the old secret is said with its time, and what is not known as such', () => {
  const use = { ...keyWith({}).use, asOf: '2027-03-02T14:28:00Z' };
  const usedAt = (oldSecretLastUsedAt: string) => ({ ...overlap, oldSecretLastUsedAt });
  const described = (of: Overlap, asOf: string | null = use.asOf) =>
    describeOldUse(of, { ...use, asOf }, now, 'UTC');
  expect(described(usedAt('2027-03-02T14:29:00Z'))).toBe('Still used: last call in the last few minutes.');
  expect(described(usedAt('2027-03-02T11:00:00Z'))).toBe(
    'Not called since the new one came into use (2 hours ago). A program that calls less often may still have it.',
  );
  expect(described(overlap, null)).toBe('It isn’t known whether it is still used.');
});
