import { Problem } from '../../lambdas/core/problem-catalogue.ts';
import { type KeySecrets, recordUse } from '../../lambdas/core/rotation.ts';
import { admitSelfRotation, beginSelfRotation } from '../../lambdas/core/self-rotation.ts';
import { hashOf, sampleGates, sampleSecrets, secretOf } from './sample-secrets.ts';

const now = new Date('2027-03-31T12:00:00.500Z');
const at = (seconds: number) => new Date(Date.UTC(2027, 2, 31, 12) + seconds * 1000);
const hour = 3_600;
const day = 24 * hour;
const rotation = { startedAt: at(-hour), overlapSeconds: day };
const none = sampleSecrets();
/** An hour and half a second old. */
const pending = sampleSecrets({ next: secretOf(2), rotation });
const fresh = { ...pending, rotation: { ...rotation, startedAt: at(1 - hour) } };
const overlap = sampleSecrets({ current: secretOf(2), old: { ...secretOf(1), endsAt: at(60) }, rotation });
const over = sampleSecrets({ current: secretOf(2), old: { ...secretOf(1), endsAt: at(0) }, rotation });

const rotate = (secrets: KeySecrets, secretNo: number, { force = false, past = [] as Date[] } = {}) =>
  beginSelfRotation(
    secrets,
    { hash: hashOf(0), overlapSeconds: day, force },
    { secretNo, from: '203.0.113.0/24' },
    { at: past },
    { expiresAt: null, now },
  );
const problemOf = (act: () => unknown): Problem => {
  try {
    act();
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('It was not refused.');
};

describe('a program rotates its own key', () => {
  it.each<[string, KeySecrets, number, boolean]>([
    ['none', none, 1, false],
    ['over by the clock', over, 2, false],
    ['pending for an hour, by force', pending, 1, true],
  ])('with the current secret: %s', (_, before, secretNo, force) => {
    const after = rotate(before, secretNo, { force });
    expect(after.current).toEqual(before.current);
    expect(after.next).toEqual({ no: after.current.no === 1 && !force ? 2 : 3, hash: hashOf(0) });
    expect(after.rotation).toEqual({
      startedAt: now,
      overlapSeconds: day,
      byKey: { from: '203.0.113.0/24' },
    });
    expect(after.ownRotations).toEqual([now]);
  });

  it.each<[string, KeySecrets, number, boolean]>([
    ['pending, without force', pending, 1, false],
    ['pending for less than an hour', fresh, 1, true],
    ['pending, with the new secret', pending, 2, true],
    ['overlap, with the current secret', overlap, 2, true],
    ['overlap, with the old secret', overlap, 1, true],
  ])('not while another rotation is in progress: %s', (_, secrets, secretNo, force) => {
    expect(problemOf(() => rotate(secrets, secretNo, { force })).code).toBe('rotation_in_progress');
  });

  it('four times a day, of which no use is made up', () => {
    const past = [at(-day), at(-day + 1), at(-4), at(-3), at(-2)];
    const { code, retryAfterSeconds } = problemOf(() => rotate(none, 1, { past }));
    expect([code, retryAfterSeconds]).toEqual(['rate_limited', 1]);
    expect(rotate(none, 1, { past: past.filter((time) => time > at(-day + 1)) }).ownRotations).toEqual([
      at(-4),
      at(-3),
      at(-2),
      now,
    ]);
  });

  it('keeps that it was the key itself through the step', () => {
    expect(recordUse(rotate(none, 1), 2, sampleGates(), now)?.rotation?.byKey).toBeDefined();
  });
});

describe('what a conflict says', () => {
  const detailOf = (secrets: KeySecrets, secretNo: number) =>
    problemOf(() => rotate(secrets, secretNo)).detail;
  it('is what to do, and nothing of the use of the other secret', () => {
    const used = { lastUsed: new Map([1, 2].map((no) => [no, at(-7)])) };
    expect(detailOf({ ...fresh, ...used }, 1)).toMatch(
      /Idempotency-Key, or send force: true from 2027-03-31T12:00:01Z on\.$/,
    );
    expect(detailOf({ ...pending, ...used }, 2)).toMatch(
      /^The secret key that you sent is the new one\. Go on using it/,
    );
    expect(detailOf({ ...overlap, ...used }, 1)).toMatch(
      /The one that you sent works until 2027-03-31T12:01:00Z/,
    );
    expect(detailOf({ ...overlap, ...used }, 2)).toMatch(
      /^The old secret key still works until 2027-03-31T12:01:00Z\./,
    );
    for (const secrets of [fresh, pending, overlap])
      for (const no of [1, 2])
        expect(detailOf({ ...secrets, ...used }, no)).not.toMatch(/11:59:53|last used/);
  });
});

describe('whoever was let in some time ago', () => {
  const admit =
    (secrets: KeySecrets, secretNo: number, isAllowed = true, gates = sampleGates()) =>
    () =>
      admitSelfRotation(secrets, { secretNo }, { isAllowed }, { gates, now });

  it('is told first why the gateway would refuse it, then that it must not', () => {
    const expired = sampleGates({ expiresAt: at(0) });
    const leaked = { ...expired, isLeaked: true };
    expect(problemOf(admit(over, 1, false, { ...leaked, isSuspended: true })).code).toBe('account_suspended');
    expect(problemOf(admit(over, 1, false, leaked)).code).toBe('key_leaked');
    expect(problemOf(admit(over, 1, false, expired)).code).toBe('secret_rotated');
    expect(problemOf(admit(none, 9, false, expired)).code).toBe('secret_rotated');
    expect(problemOf(admit(none, 1, false, expired)).code).toBe('key_expired');
    expect(problemOf(admit(none, 1, false)).code).toBe('self_rotation_not_allowed');
  });

  it.each([1, 2])('may ask with any secret that works, such as number %i', (secretNo) => {
    for (const secrets of [pending, overlap]) expect(admit(secrets, secretNo)).not.toThrow();
  });
});
