import { createKeyRequest } from '../../lambdas/contract/request-schemas.ts';

const isAccepted = (name: string) => createKeyRequest.safeParse({ name }).success;

it.each([
  0x00ad, 0x034f, 0x115f, 0x1160, 0x17b4, 0x200b, 0x2060, 0x2800, 0x3164, 0xfe0f, 0xffa0, 0x13441, 0x13442,
  0x16fe4, 0x1d159, 0xe0020,
])('refuses a name that shows as nothing: code point %i', (codePoint) => {
  const blank = String.fromCodePoint(codePoint);
  expect(isAccepted(blank)).toBe(false);
  expect(isAccepted(`${blank} ${blank}\u3000${blank}`)).toBe(false);
  expect(isAccepted(`${blank}a`)).toBe(true);
});

it.each(['a', '·', '한글', '⠁', '👩‍💻', '_', 'مفتاح'])('takes the name %s', (name) => {
  expect(isAccepted(name)).toBe(true);
});
