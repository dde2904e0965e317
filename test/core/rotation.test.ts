import fc from 'fast-check';
import { secretRole } from '../../lambdas/core/key-secrets.ts';
import { Problem } from '../../lambdas/core/problem-catalogue.ts';
import {
  beginRotation,
  cancelRotation,
  finishRotation,
  type KeySecrets,
  type RotationContext,
  recordUse,
  rotationState,
} from '../../lambdas/core/rotation.ts';
import { hashOf, sampleGates, sampleSecrets, secretOf } from './sample-secrets.ts';

const now = new Date('2027-03-31T12:00:00.500Z');
/** Whole seconds: what is stored. */
const at = (seconds: number) => new Date(Date.UTC(2027, 2, 31, 12) + seconds * 1000);
const rotation = { startedAt: at(-600), overlapSeconds: 3600 };
const counting = { startedAt: at(-86_400), asOf: at(-60) };
const context: RotationContext = { expiresAt: null, counting, now };
const expired = { ...context, expiresAt: at(0) };

const none = sampleSecrets();
const pending = sampleSecrets({ next: secretOf(2), rotation });
const overlap = sampleSecrets({ current: secretOf(2), old: { ...secretOf(1), endsAt: at(60) }, rotation });
const over = sampleSecrets({ current: secretOf(2), old: { ...secretOf(1), endsAt: at(0) }, rotation });

const rotate = (force = false, overlapSeconds = 60) => {
  return (secrets: KeySecrets, given = context) =>
    beginRotation(secrets, { hash: hashOf(0), overlapSeconds, force }, given);
};
const finish = (secrets: KeySecrets) => finishRotation(secrets, context);
const cancel = (force = false) => {
  return (secrets: KeySecrets) => cancelRotation(secrets, { force }, context);
};
const use = (no: number) => {
  return (secrets: KeySecrets) => recordUse(secrets, no, sampleGates(), now) ?? secrets;
};
const used = (secrets: KeySecrets, no: number) => ({ ...secrets, lastUsed: new Map([[no, at(-30)]]) });

/** The numbers that work, each with its role; those that have ended are not named. */
const working = (secrets: KeySecrets, when = now) =>
  Array.from({ length: 45 }, (_, index) => index + 1).flatMap((no) => {
    const role = secretRole(secrets, no, when);
    return role ? [`${no} ${role}`] : [];
  });

describe('the table of events', () => {
  it.each<[string, (secrets: KeySecrets) => KeySecrets, KeySecrets, string[]]>([
    ['rotate, none', rotate(), none, ['1 current', '2 new']],
    ['rotate, over by the clock', rotate(), over, ['2 current', '3 new']],
    ['rotate by force, pending', rotate(true), pending, ['1 current', '3 new']],
    ['rotate by force, overlap', rotate(true), overlap, ['2 current', '3 new']],
    ['first use, none', use(1), none, ['1 current']],
    ['first use, pending', use(2), pending, ['1 old', '2 current']],
    ['first use, overlap', use(2), overlap, ['1 old', '2 current']],
    ['use of the current secret, pending', use(1), pending, ['1 current', '2 new']],
    ['use of an ended number, pending', use(7), pending, ['1 current', '2 new']],
    ['finish, pending', finish, pending, ['2 current']],
    ['finish, overlap', finish, overlap, ['2 current']],
    ['cancel, pending', cancel(), pending, ['1 current']],
    ['cancel by force, pending and in use', cancel(true), used(pending, 2), ['1 current']],
    ['cancel by force, overlap', cancel(true), overlap, ['1 current']],
    ['the clock, overlap', (secrets) => secrets, over, ['2 current']],
  ])('%s', (_, event, before, after) => {
    expect(working(event(before))).toEqual(after);
  });

  it.each<[string, () => unknown, string]>([
    ['rotate, pending', () => rotate()(pending), 'rotation_in_progress'],
    ['rotate, overlap', () => rotate()(overlap), 'rotation_in_progress'],
    ['rotate, expired', () => rotate()(none, expired), 'key_not_active'],
    ['rotate by force, pending and expired', () => rotate(true)(pending, expired), 'key_not_active'],
    ['rotate by force, overlap and expired', () => rotate(true)(overlap, expired), 'key_not_active'],
    ['finish, none', () => finish(none), 'no_rotation'],
    ['finish, over by the clock', () => finish(over), 'no_rotation'],
    ['cancel, none', () => cancel(true)(none), 'no_rotation'],
    ['cancel, over by the clock', () => cancel(true)(over), 'no_rotation'],
    ['cancel, pending and in use', () => cancel()(used(pending, 2)), 'rotation_in_use'],
    ['cancel, overlap', () => cancel()(overlap), 'rotation_in_use'],
  ])('refuses %s', (_, event, code) => {
    expect(codeOf(event)).toBe(code);
  });

  it.each([{ expiresAt: at(0) }, { isSuspended: true }, { isLeaked: true }])(
    'does not step behind a gate: %p',
    (gate) => {
      expect(recordUse(pending, 2, sampleGates(gate), now)).toBeNull();
    },
  );

  it('may be finished or cancelled while the key is expired', () => {
    expect(finishRotation(pending, expired).current.no).toBe(2);
    expect(cancelRotation(pending, { force: false }, expired).current.no).toBe(1);
  });
});

describe('the overlap', () => {
  it('counts from when the first use is recorded, in the seconds that are shown', () => {
    const stepped = use(2)(pending);
    expect(stepped.old?.endsAt).toEqual(at(3600));
    const justBefore = new Date(at(3600).getTime() - 1);
    expect(working(stepped, justBefore)).toEqual(['1 old', '2 current']);
    expect(working(stepped, at(3600))).toEqual(['2 current']);
    expect(rotationState(stepped, justBefore)).toBe('overlap');
    expect(rotationState(stepped, at(3600))).toBe('none');
  });

  it('of no seconds ends the old secret by the first use', () => {
    const stepped = use(2)(rotate(false, 0)(none));
    expect(working(stepped)).toEqual(['2 current']);
    expect(stepped).toMatchObject({ old: { no: 1, endsAt: null }, rotation: null });
  });
});

describe('what a conflict says', () => {
  it('names the secret that would end, and what is known of its use', () => {
    expect(detailOf(() => rotate()(pending))).toMatch(
      /^The new secret of the rotation in progress would end at once\. No use of it is known up to 2027-03-31T11:59:00Z\. /,
    );
    expect(detailOf(() => rotate()(used(pending, 2)))).toMatch(/It was last used at 2027-03-31T11:59:30Z\. /);
    expect(detailOf(() => rotate()(used(overlap, 1)))).toMatch(
      /^The old secret, which works until 2027-03-31T12:01:00Z, would end at once\. It was last used at 2027-03-31T11:59:30Z\. /,
    );
    expect(
      detailOf(() =>
        beginRotation(
          pending,
          { ...pending.current, overlapSeconds: 0, force: false },
          { ...context, counting: null },
        ),
      ),
    ).toMatch(/Its use is not known\./);
    expect(detailOf(() => cancel()(used(pending, 2)))).toMatch(
      /^The new secret was last used at 2027-03-31T11:59:30Z, /,
    );
    expect(detailOf(() => cancel()(overlap))).toMatch(/^The new secret has been used, /);
  });
});

it('never works with more than two secrets, gives no number twice, and explains the one that ended last', () => {
  const event = fc.constantFrom(
    'rotate',
    'force',
    'finish',
    'cancel',
    'use 1',
    'use',
    'late',
    'wait',
    'expire',
  );
  fc.assert(
    fc.property(fc.array(event, { maxLength: 40 }), (events) => {
      let secrets = sampleSecrets();
      let clock = 0;
      let issued = 1;
      let previous = working(secrets);
      for (const each of events) {
        clock += each === 'wait' ? 45 : 1;
        const given = { ...context, now: at(clock), expiresAt: each === 'expire' ? at(clock) : null };
        const step = (no: number) => recordUse(secrets, no, sampleGates(given), given.now);
        try {
          if (each === 'rotate' || each === 'force') {
            const request = { hash: hashOf(issued + 1), overlapSeconds: 60, force: each === 'force' };
            secrets = beginRotation(secrets, request, given);
            // The hash says which secret it is: its number must be the next one.
            issued++;
            expect(secrets.next).toEqual(secretOf(issued));
          }
          if (each === 'finish') secrets = finishRotation(secrets, given);
          if (each === 'cancel') secrets = cancelRotation(secrets, { force: true }, given);
          if (each.startsWith('use')) secrets = step(issued) ?? secrets;
          if (each === 'late') expect(step(issued - 1)).toBeNull();
          if (each === 'expire') expect(step(issued)).toBeNull();
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
        }
        const numbers = [secrets.current, secrets.next, secrets.old].flatMap((one) => (one ? [one.no] : []));
        expect(new Set(numbers).size).toBe(numbers.length);
        for (const one of [secrets.current, secrets.next, secrets.old])
          if (one) expect(one.hash).toBe(hashOf(one.no));
        const roles = working(secrets, at(clock));
        expect(roles.length).toBeLessThanOrEqual(2);
        // Whatever has just ended is told so.
        const lost = previous
          .map((role) => parseInt(role, 10))
          .filter((no) => secretRole(secrets, no, at(clock)) === null);
        if (lost.length > 0) expect(lost).toContain(secrets.old?.no);
        previous = roles;
      }
    }),
  );
});

function problemOf(event: () => unknown): Problem {
  try {
    event();
  } catch (error) {
    if (error instanceof Problem) return error;
  }
  throw new Error('There was no problem.');
}

const codeOf = (event: () => unknown) => problemOf(event).code;
const detailOf = (event: () => unknown) => problemOf(event).detail;
