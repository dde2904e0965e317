import { createHash } from 'node:crypto';
import { hashSecret, isSecretKey, newSecretKey, secretMatches } from '../../lambdas/core/secret.ts';

describe('secret key', () => {
  it('has at least 160 bits', () => {
    expect(newSecretKey().length * Math.log2(62)).toBeGreaterThan(160);
    expect(isSecretKey(newSecretKey())).toBe(true);
  });

  it('is stored as its SHA-256', () => {
    const secretKey = newSecretKey();
    expect(hashSecret(secretKey)).toBe(createHash('sha256').update(secretKey).digest('base64'));
  });

  it('matches its own hash and no other', () => {
    const secretKey = newSecretKey();
    expect(secretMatches(secretKey, hashSecret(secretKey))).toBe(true);
    expect(secretMatches(newSecretKey(), hashSecret(secretKey))).toBe(false);
  });

  it('matches nothing when there is no key, not even the text behind the stand-in hash', () => {
    expect(secretMatches(newSecretKey(), null)).toBe(false);
    expect(secretMatches('no key has this secret', null)).toBe(false);
  });

  it('matches nothing against a damaged hash', () => {
    expect(secretMatches(newSecretKey(), 'short')).toBe(false);
    expect(secretMatches(newSecretKey(), '')).toBe(false);
  });
});
