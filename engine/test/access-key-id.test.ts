import { accessKeyIdOf } from '../src/functions/access-key-id.ts';

test("a function's access key ID has only the characters that DynamoDB Local takes", () => {
  expect(accessKeyIdOf('latchkey-dev-Service_Keys.1')).toMatch(/^latchkeydevServiceKeys1[0-9a-f]{12}$/);
});

test('functions whose names differ only in punctuation have different access key IDs', () => {
  expect(accessKeyIdOf('a-b')).not.toBe(accessKeyIdOf('ab'));
});
