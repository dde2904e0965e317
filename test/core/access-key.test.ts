import {
  formatAccessKey,
  maskAccessKey,
  newAccountId,
  newKeyId,
  parseAccessKey,
} from '../../lambdas/core/access-key.ts';

describe('access key', () => {
  it('names its account and its key, and nothing else is needed to find it', () => {
    const address = { accountId: newAccountId(), keyId: newKeyId() };
    expect(parseAccessKey(formatAccessKey(address))).toEqual(address);
  });

  it.each([
    ['empty', ''],
    ['too short', 'a'.repeat(23)],
    ['too long', 'a'.repeat(25)],
    ['with a separator', `${'a'.repeat(11)}#${'a'.repeat(12)}`],
    ['with a line break at the end', `${'a'.repeat(24)}\n`],
    ['with letters of another script', 'а'.repeat(24)],
  ])('refuses a text that is %s', (_, text) => {
    expect(parseAccessKey(text)).toBeNull();
  });

  it('does not repeat', () => {
    const ids = new Set(Array.from({ length: 10_000 }, newKeyId));
    expect(ids.size).toBe(10_000);
  });

  it('shows eight characters of itself when masked', () => {
    expect(maskAccessKey('ABCDefghijklmnopqrstWXYZ')).toBe('ABCD…WXYZ');
  });
});
