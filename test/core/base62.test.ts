import fc from 'fast-check';
import { base62Alphabet, encodeBase62, randomBase62 } from '../../lambdas/core/base62.ts';

describe('base62', () => {
  it('writes whole numbers that can be read back', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 2 ** 32 - 1 }), (value) => {
        const text = encodeBase62(value, 6);
        expect(text).toMatch(/^[0-9A-Za-z]{6}$/);
        expect([...text].reduce((sum, digit) => sum * 62 + base62Alphabet.indexOf(digit), 0)).toBe(value);
      }),
    );
  });

  it('draws every character about equally often', () => {
    const counts = new Map<string, number>();
    for (const character of randomBase62(62_000)) counts.set(character, (counts.get(character) ?? 0) + 1);
    // 1,000 expected each, with a standard deviation of 31: seven of them allowed.
    expect(counts.size).toBe(62);
    for (const count of counts.values()) expect(Math.abs(count - 1000)).toBeLessThan(220);
  });
});
