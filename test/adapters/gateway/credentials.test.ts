import fc from 'fast-check';
import { type HeaderValues, readCredential } from '../../../lambdas/adapters/gateway/credentials.ts';
import { formatToken } from '../../../lambdas/core/token.ts';

const credential = { accessKey: 'a1B2c3D4e5F6g7H8i9J0k1L2', secretKey: 'secretsecretsecretsecretsecret' };
const other = { ...credential, secretKey: 'othersothersothersothersothers' };
const token = formatToken('lk', credential);
const basic = ({ accessKey, secretKey }: typeof credential) => btoa(`${accessKey}:${secretKey}`);
const read = (headers: HeaderValues) => readCredential(headers, 'lk');

describe('the credential of a request', () => {
  it.each<[string, HeaderValues]>([
    ['Bearer', { Authorization: [`Bearer ${token}`] }],
    ['bearer in lower case', { authorization: [`bearer ${token}`] }],
    ['Bearer with extra spaces', { AUTHORIZATION: [`  BEARER   ${token}  `] }],
    ['x-api-key', { 'x-api-key': [token] }],
    ['X-API-Key', { 'X-API-Key': [` ${token} `] }],
    ['Basic', { Authorization: [`Basic ${basic(credential)}`] }],
    ['basic without padding', { authorization: [`basic ${basic(credential).replace(/=+$/, '')}`] }],
    ['the same credential twice', { Authorization: [`Basic ${basic(credential)}`], 'x-api-key': [token] }],
    ['the same header twice', { 'x-api-key': [token, token] }],
    ['a credential beside an empty header', { authorization: [''], 'x-api-key': [token] }],
  ])('is read from %s', (_, headers) => {
    expect(read(headers)).toEqual(credential);
  });

  it.each<[string, HeaderValues]>([
    ['no header at all', {}],
    ['unrelated headers', { accept: ['*/*'], cookie: [`token=${token}`] }],
    ['empty headers', { authorization: [''], 'x-api-key': ['  '] }],
    ['a header without values', { authorization: undefined }],
  ])('is missing from %s', (_, headers) => {
    expect(read(headers)).toBe('credentials_missing');
  });

  it.each<[string, HeaderValues]>([
    [
      'two different credentials in two headers',
      { authorization: [`Bearer ${token}`], 'x-api-key': [formatToken('lk', other)] },
    ],
    ['two different credentials in one header', { 'x-api-key': [token, formatToken('lk', other)] }],
    [
      'a valid credential beside a malformed one',
      { authorization: ['Bearer nonsense'], 'x-api-key': [token] },
    ],
    ['two tokens in one line', { authorization: [`Bearer ${token}, Bearer ${token}`] }],
    ['a token without a scheme', { authorization: [token] }],
    ['a scheme without a token', { authorization: ['Bearer'] }],
    ['an unknown scheme', { authorization: [`Token ${token}`] }],
    ['an AWS signature', { authorization: ['AWS4-HMAC-SHA256 Credential=x'] }],
    ['a wrong checksum', { 'x-api-key': [`${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`] }],
    ['Basic that is not base64', { authorization: ['Basic ?????'] }],
    ['Basic without a colon', { authorization: [`Basic ${btoa(credential.accessKey)}`] }],
    [
      'Basic with two colons',
      { authorization: [`Basic ${btoa(`${credential.accessKey}:${credential.secretKey}:`)}`] },
    ],
    ['Basic with an empty password', { authorization: [`Basic ${btoa(`${credential.accessKey}:`)}`] }],
    [
      'Basic with a token as password',
      { authorization: [`Basic ${btoa(`${credential.accessKey}:${token}`)}`] },
    ],
    ['5,000 characters', { 'x-api-key': ['x'.repeat(5_000)] }],
    ['a bearer token of 5,000 characters', { authorization: [`Bearer ${'x'.repeat(5_000)}`] }],
  ])('is malformed: %s', (_, headers) => {
    expect(read(headers)).toBe('credentials_malformed');
  });

  it('is missing or malformed in any text that a client sends', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('authorization', 'Authorization', 'x-api-key', 'cookie'),
          fc.array(fc.string({ unit: 'binary' })),
        ),
        (headers) => {
          expect(['credentials_missing', 'credentials_malformed']).toContain(read(headers));
        },
      ),
    );
  });
});
