import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { formatAccessKey, newAccountId, newKeyId } from '../../lambdas/core/access-key.ts';
import { base62Alphabet } from '../../lambdas/core/base62.ts';
import { newSecretKey } from '../../lambdas/core/secret.ts';
import { formatToken, parseToken, tokenPattern } from '../../lambdas/core/token.ts';

const mint = () => {
  const credential = {
    accessKey: formatAccessKey({ accountId: newAccountId(), keyId: newKeyId() }),
    secretKey: newSecretKey(),
  };
  return { credential, token: formatToken('lk', credential) };
};

describe('token', () => {
  it('carries the credential that it was made from', () => {
    const { credential, token } = mint();
    expect(parseToken('lk', token)).toEqual(credential);
  });

  it('ends in the CRC-32 of what stands before, in base62', () => {
    const { token } = mint();
    const written = [...token.slice(-6)].reduce((sum, digit) => sum * 62 + base62Alphabet.indexOf(digit), 0);
    expect(written).toBe(crc32(token.slice(0, -6)));
  });

  it('refuses any one wrong character', () => {
    const { token } = mint();
    fc.assert(
      fc.property(fc.nat(token.length - 1), fc.constantFrom(...base62Alphabet), (index, character) => {
        fc.pre(token[index] !== character);
        expect(parseToken('lk', token.slice(0, index) + character + token.slice(index + 1))).toBeNull();
      }),
      { numRuns: 2_000 },
    );
  });

  it('refuses whatever is not a token', () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.string({ minLength: 64, maxLength: 64 }), fc.base64String()),
        (text) => {
          expect(parseToken('lk', text)).toBeNull();
        },
      ),
    );
  });

  it('refuses a token of another prefix, cut short, or with something after it', () => {
    const { token } = mint();
    for (const text of [
      token.replace('lk_', 'kl_'),
      token.slice(0, -1),
      `${token} `,
      ` ${token}`,
      `${token}\n`,
      token.toLowerCase(),
    ]) {
      expect(parseToken('lk', text)).toBeNull();
    }
    expect(parseToken('other', token)).toBeNull();
  });

  it('is found by its published pattern within other text', () => {
    const { token } = mint();
    const found = `KEY="${token}" # ours`.match(new RegExp(tokenPattern('lk'), 'g'));
    expect(found).toEqual([token]);
  });
});
