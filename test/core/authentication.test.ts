import { findCredentialError } from '../../lambdas/core/authentication.ts';
import { hashSecret, newSecretKey } from '../../lambdas/core/secret.ts';

const now = new Date('2026-06-15T12:00:00Z');
const secretKey = newSecretKey();
const credential = { accessKey: 'a'.repeat(24), secretKey };
const proof = (expiresAt: Date | null) => ({
  secretHash: hashSecret(secretKey),
  secretNo: 1,
  expiresAt,
});

describe('authentication', () => {
  it('lets in the bearer of the secret until the very instant of expiry', () => {
    expect(findCredentialError(credential, proof(null), now)).toBeNull();
    expect(findCredentialError(credential, proof(new Date(now.getTime() + 1)), now)).toBeNull();
    expect(findCredentialError(credential, proof(now), now)).toBe('key_expired');
  });

  it('lets the same secret in again after the date is moved', () => {
    expect(findCredentialError(credential, proof(new Date('2026-01-01T00:00:00Z')), now)).toBe('key_expired');
    expect(findCredentialError(credential, proof(new Date('2027-01-01T00:00:00Z')), now)).toBeNull();
  });

  it('tells nothing about the expiry to a caller without the secret', () => {
    const wrong = { ...credential, secretKey: newSecretKey() };
    expect(findCredentialError(wrong, proof(null), now)).toBe('key_invalid');
    expect(findCredentialError(wrong, proof(new Date(0)), now)).toBe('key_invalid');
    expect(findCredentialError(wrong, null, now)).toBe('key_invalid');
    expect(findCredentialError(credential, null, now)).toBe('key_invalid');
  });
});
