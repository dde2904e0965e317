import { authenticate } from '../../lambdas/core/authentication.ts';
import type { KeyGates } from '../../lambdas/core/key-gates.ts';
import type { SecretSet } from '../../lambdas/core/key-secrets.ts';
import { hashSecret, newSecretKey } from '../../lambdas/core/secret.ts';
import { sampleGates } from './sample-secrets.ts';

const now = new Date('2026-06-15T12:00:00Z');
const later = (milliseconds: number) => new Date(now.getTime() + milliseconds);
const secretKey = newSecretKey();
const credential = { accessKey: 'a'.repeat(24), secretKey };
const others = { ...credential, secretKey: newSecretKey() };
const stored = (no: number, secret = newSecretKey()) => ({ no, hash: hashSecret(secret) });
const proof = (expiresAt: Date | null, parts: Partial<SecretSet & KeyGates> = {}) => ({
  ...sampleGates({ expiresAt }),
  current: stored(1, secretKey),
  next: null,
  old: null,
  ...parts,
});

describe('authentication', () => {
  it('lets in the bearer of the secret until the very instant of expiry', () => {
    expect(authenticate(credential, proof(null), now)).toEqual({ error: null, secretNo: 1, end: null });
    expect(authenticate(credential, proof(later(1)), now)).toEqual({
      error: null,
      secretNo: 1,
      end: { at: later(1), error: 'key_expired' },
    });
    expect(authenticate(credential, proof(now), now)).toEqual({ error: 'key_expired', secretNo: 1 });
  });

  it('lets the same secret in again after the date is moved', () => {
    expect(authenticate(credential, proof(new Date('2026-01-01T00:00:00Z')), now).error).toBe('key_expired');
    expect(authenticate(credential, proof(new Date('2027-01-01T00:00:00Z')), now).error).toBeNull();
  });

  it('tells that the account is suspended before that the key has leaked, and both before what the date or another secret would mend', () => {
    const ended = { current: stored(2), old: { ...stored(1, secretKey), endsAt: null } };
    for (const secrets of [{}, ended])
      for (const expiresAt of [null, later(1), now])
        for (const isLeaked of [false, true]) {
          const known = (isSuspended: boolean) => proof(expiresAt, { ...secrets, isLeaked, isSuspended });
          const suspended = { error: 'account_suspended', secretNo: 1 };
          expect(authenticate(credential, known(true), now)).toEqual(suspended);
          if (isLeaked)
            expect(authenticate(credential, known(false), now)).toEqual({ error: 'key_leaked', secretNo: 1 });
        }
  });

  it('tells nothing about what refuses the key to a caller without a secret of the key', () => {
    const rotated = { next: stored(3), old: { ...stored(2), endsAt: null } };
    const gates = { isSuspended: true, isLeaked: true };
    for (const known of [proof(null), proof(new Date(0)), proof(new Date(0), { ...rotated, ...gates }), null])
      expect(authenticate(others, known, now)).toEqual({ error: 'key_invalid' });
    expect(authenticate(credential, null, now)).toEqual({ error: 'key_invalid' });
  });

  it('lets in a new secret as long as the current one', () => {
    const pending = proof(null, { current: stored(1), next: stored(2, secretKey) });
    expect(authenticate(credential, pending, now)).toEqual({ error: null, secretNo: 2, end: null });
  });

  it('lets in an old secret until the very instant of its end, and then says that it was replaced', () => {
    const old = (endsAt: Date | null) => ({ current: stored(2), old: { ...stored(1, secretKey), endsAt } });
    expect(authenticate(credential, proof(null, old(later(1))), now)).toEqual({
      error: null,
      secretNo: 1,
      end: { at: later(1), error: 'secret_rotated' },
    });
    for (const endsAt of [now, later(-1), null])
      expect(authenticate(credential, proof(null, old(endsAt)), now)).toEqual({
        error: 'secret_rotated',
        secretNo: 1,
      });
  });

  it('of two ends tells the first, and of two reasons that which a new date would not mend', () => {
    const end = (expiresAt: Date, endsAt: Date) => {
      const known = proof(expiresAt, { current: stored(2), old: { ...stored(1, secretKey), endsAt } });
      return authenticate(credential, known, now);
    };
    expect(end(later(1), later(2))).toMatchObject({ end: { at: later(1), error: 'key_expired' } });
    expect(end(later(2), later(1))).toMatchObject({ end: { at: later(1), error: 'secret_rotated' } });
    expect(end(later(1), later(1))).toMatchObject({ end: { error: 'secret_rotated' } });
    expect(end(now, later(1))).toEqual({ error: 'key_expired', secretNo: 1 });
    expect(end(now, now)).toEqual({ error: 'secret_rotated', secretNo: 1 });
  });
});
