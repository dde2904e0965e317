import { createHash } from 'node:crypto';
import { findSecret, hashSecret, isSecretKey, newSecretKey } from '../../lambdas/core/secret.ts';

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
    const [first, second, third] = [newSecretKey(), newSecretKey(), newSecretKey()];
    const hashes = [hashSecret(first), null, hashSecret(second)];
    expect([first, second, third].map((secretKey) => findSecret(secretKey, hashes))).toEqual([0, 2, -1]);
  });

  it('matches nothing when there is no key, not even the text behind the stand-in hash', () => {
    expect(findSecret(newSecretKey(), [null, null])).toBe(-1);
    expect(findSecret('no key has this secret', [null, null])).toBe(-1);
  });

  it('matches nothing against a damaged hash', () => {
    expect(findSecret(newSecretKey(), ['short', ''])).toBe(-1);
  });
});
