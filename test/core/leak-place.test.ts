import { hideSecrets, leakPlaceLimit, parseLeakPlace } from '../../lambdas/core/leak-place.ts';
import { formatToken, tokenPattern } from '../../lambdas/core/token.ts';

describe('a place where a token was found', () => {
  it.each<[string, string | null]>([
    ['https://github.com/a/b/blob/main/.env#L3', 'https://github.com/a/b/blob/main/.env#L3'],
    ['HTTPS://Example.COM/a b', 'https://example.com/a%20b'],
    // Its true name is seen, and nothing that turns the text around it.
    ['https://еxample.com/‮moc', 'https://xn--xample-2of.com/%E2%80%AEmoc'],
    ['https://example.com/<b>"\n', 'https://example.com/%3Cb%3E%22'],
    ['http://example.com/', null],
    ['javascript:alert(1)', null],
    ['data:text/html,x', null],
    ['ftp://example.com', null],
    ['example.com/x', null],
    ['https://github.com@evil.example/', null],
    ['https://u:p@example.com/', null],
    ['https://', null],
    ['', null],
    [
      `https://example.com/${'a'.repeat(leakPlaceLimit - 20)}`,
      `https://example.com/${'a'.repeat(leakPlaceLimit - 20)}`,
    ],
    [`https://example.com/${'a'.repeat(leakPlaceLimit - 19)}`, null],
    // As it is written then.
    [`https://example.com/${'é'.repeat(500)}`, null],
  ])('%s', (text, expected) => {
    expect(parseLeakPlace(text)).toBe(expected);
  });

  it('is shown without the secrets in it, however they are written', () => {
    const secretKey = 'A1'.repeat(15);
    const token = formatToken('lk', { accessKey: 'b'.repeat(24), secretKey });
    const encoded = [...token].map((letter) => `%${letter.charCodeAt(0).toString(16)}`).join('');
    const hide = (place: string) => hideSecrets(place, [secretKey], tokenPattern('lk'));
    for (const part of [token, encoded, `x${secretKey}y`, `key%3D${token}`, `${token}?a`])
      expect(hide(`https://example.com/p?q=${part}#f`)).toBe('https://example.com/…');
    const other = formatToken('lk', { accessKey: 'c'.repeat(24), secretKey: 'Z9'.repeat(15) });
    expect(hide(`https://example.com/${other}`)).toBe('https://example.com/…');
    expect(hide('https://example.com/p?q=1#L3')).toBe('https://example.com/p?q=1#L3');
  });
});
