import { authenticate } from '../../lambdas/core/authentication.ts';
import type { KeyGates } from '../../lambdas/core/key-gates.ts';
import { endLeakedSecret, replaceLeakedSecret } from '../../lambdas/core/leak.ts';
import { acceptReturn, refuseReturn } from '../../lambdas/core/leak-return.ts';
import { anyLifetime } from '../../lambdas/core/lifetime-policy.ts';
import type { Problem } from '../../lambdas/core/problem-catalogue.ts';
import { type KeySecrets, rotationState } from '../../lambdas/core/rotation.ts';
import { hashSecret } from '../../lambdas/core/secret.ts';
import { sampleGates, sampleSecrets } from './sample-secrets.ts';

const now = new Date('2027-05-05T10:00:00.400Z');
const later = new Date('2027-06-01T00:00:00Z');
const earlier = new Date('2027-05-01T00:00:00Z');
const rotation = { startedAt: earlier, overlapSeconds: 86_400 };

const secretKeyOf = (no: number) => `secret key ${no}`;
const secretOf = (no: number) => ({ no, hash: hashSecret(secretKeyOf(no)) });
const none = sampleSecrets({ current: secretOf(1) });
const pending = sampleSecrets({ current: secretOf(1), next: secretOf(2), rotation });
const overlap = sampleSecrets({ current: secretOf(2), old: { ...secretOf(1), endsAt: later }, rotation });
/** The clock has ended the old secret; a call has. */
const over = sampleSecrets({ current: secretOf(2), old: { ...secretOf(1), endsAt: earlier }, rotation });
const finished = sampleSecrets({ current: secretOf(2), old: { ...secretOf(1), endsAt: null } });

/** The gates after a leak, as they are stored. */
const gatesAfter = (before: KeyGates, after: ReturnType<typeof endLeakedSecret>): KeyGates => {
  const standing = after?.after?.standing;
  return standing
    ? { ...before, isLeaked: standing.leakedAt !== null, expiresAt: standing.expiresAt }
    : before;
};

/** What the gateway says of each secret. */
const told = (secrets: KeySecrets, gates: KeyGates) =>
  [1, 2].map((no) => {
    const credential = { accessKey: 'x', secretKey: secretKeyOf(no) };
    return authenticate(credential, { ...secrets, ...gates }, now).error ?? 'in';
  });

describe('a report of a leaked secret', () => {
  it.each<[string, KeySecrets, number, Partial<KeyGates>, string, string[]]>([
    ['the only one: the key leaks', none, 1, {}, 'expired', ['key_leaked', 'key_invalid']],
    [
      'the only one of a key with a date',
      none,
      1,
      { expiresAt: later },
      'expired',
      ['key_leaked', 'key_invalid'],
    ],
    [
      'the current one while pending: the new goes on',
      pending,
      1,
      {},
      'secret_ended',
      ['secret_rotated', 'in'],
    ],
    [
      'the new one while pending: the current goes on',
      pending,
      2,
      {},
      'secret_ended',
      ['in', 'secret_rotated'],
    ],
    [
      'the old one of an overlap: the current goes on',
      overlap,
      1,
      {},
      'secret_ended',
      ['secret_rotated', 'in'],
    ],
    [
      'the current one of an overlap: the old goes on',
      overlap,
      2,
      {},
      'secret_ended',
      ['in', 'secret_rotated'],
    ],
    ['one that the clock has ended: nothing', over, 1, {}, 'not_current', ['secret_rotated', 'in']],
    ['the current one after an overlap', over, 2, {}, 'expired', ['key_leaked', 'key_leaked']],
    ['one that a call has ended: nothing', finished, 1, {}, 'not_current', ['secret_rotated', 'in']],
    ['one that never was: nothing', pending, 3, {}, 'not_current', ['in', 'in']],
    // A new date would bring it back.
    [
      'the only one of an expired key',
      none,
      1,
      { expiresAt: earlier },
      'expired',
      ['key_leaked', 'key_invalid'],
    ],
    [
      'one of two of an expired key: it stays expired',
      pending,
      1,
      { expiresAt: earlier },
      'secret_ended',
      ['secret_rotated', 'key_expired'],
    ],
    [
      'of a suspended account',
      none,
      1,
      { isSuspended: true },
      'expired',
      ['account_suspended', 'key_invalid'],
    ],
    [
      'of a key that has leaked: the same again',
      none,
      1,
      { isLeaked: true, expiresAt: earlier },
      'expired',
      ['key_leaked', 'key_invalid'],
    ],
  ])('ends %s', (_, secrets, no, gates, outcome, expected) => {
    const before = sampleGates(gates);
    const leaked = endLeakedSecret(secrets, secretKeyOf(no), before, now);
    expect(leaked?.outcome ?? 'not_current').toBe(outcome);
    const after = leaked?.after ?? secrets;
    const stored = gatesAfter(before, leaked);
    expect(told(after, stored)).toEqual(expected);
    if (outcome === 'expired') expect(stored.expiresAt?.getTime()).toBeLessThanOrEqual(now.getTime());
    else expect(stored).toEqual(before);
    if (!leaked) return;
    // However often it is sent: a report changes something once.
    expect(endLeakedSecret(after, secretKeyOf(no), stored, now)).toEqual({ ...leaked, after: null });
    expect(rotationState(after, now)).toBe('none');
  });

  it('keeps the date of a key that had expired before, and plans no notice about it', () => {
    const leaked = endLeakedSecret(none, secretKeyOf(1), sampleGates({ expiresAt: earlier }), now);
    expect(leaked?.after?.standing).toEqual({ leakedAt: now, expiresAt: earlier, noticeAt: null });
  });

  it('of both secrets of a key expires it', () => {
    const first = endLeakedSecret(pending, secretKeyOf(2), sampleGates(), now)?.after ?? none;
    expect(endLeakedSecret(first, secretKeyOf(1), sampleGates(), now)).toMatchObject({
      outcome: 'expired',
      after: { leakedNo: 1, standing: { leakedAt: now } },
    });
  });
});

describe('the rotation of a key that has leaked', () => {
  const leaked = { ...over, leakedNo: 2 };
  const returned = replaceLeakedSecret(
    leaked,
    { hash: hashSecret(secretKeyOf(3)), expiresAt: later },
    [7],
    now,
  );

  it('gives it a new secret and a new date, and no overlap', () => {
    expect(returned.current.no).toBe(3);
    expect([returned.next, returned.rotation, rotationState(returned, now)]).toEqual([null, null, 'none']);
    expect(returned.standing).toEqual({
      leakedAt: null,
      expiresAt: later,
      noticeAt: new Date(later.getTime() - 7 * 86_400_000),
    });
    const gates = sampleGates({ expiresAt: later });
    expect(told(returned, gates)).toEqual(['key_invalid', 'secret_rotated']);
    // A report that is sent again then has been carried out, and harms nobody.
    expect(endLeakedSecret(returned, secretKeyOf(2), gates, now)).toEqual({
      outcome: 'secret_ended',
      secretNo: 2,
      after: null,
    });
  });

  const context = { timeZone: 'UTC', policy: anyLifetime, now };
  const refusal = (act: () => unknown) => {
    try {
      return act();
    } catch (error) {
      const { code, errors } = error as Problem;
      return [code, errors.map(({ field }) => field)];
    }
  };

  it('takes a date, without an overlap; null is one where keys may live for ever', () => {
    expect(refusal(() => acceptReturn({}, context))).toEqual(['rotation_required', []]);
    expect(refusal(() => acceptReturn({ expiresAt: null, overlapSeconds: 1 }, context))).toEqual([
      'invalid_request',
      ['overlapSeconds'],
    ]);
    expect(acceptReturn({ expiresAt: null, overlapSeconds: 0 }, context)).toBeNull();
  });

  it('is the only one that takes a date', () => {
    expect(refusal(() => refuseReturn({ expiresAt: null }))).toEqual(['invalid_request', ['expiresAt']]);
    expect(refusal(() => refuseReturn({ overlapSeconds: 5 }))).toBeUndefined();
  });
});
