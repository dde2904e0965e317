import fc from 'fast-check';
import { type HeaderValues, readCredential } from '../../../lambdas/adapters/gateway/credentials.ts';
import { malformedDetails } from '../../../lambdas/core/malformed-credential.ts';
import { formatToken } from '../../../lambdas/core/token.ts';

const credential = { accessKey: 'a1B2c3D4e5F6g7H8i9J0k1L2', secretKey: 'secretsecretsecretsecretsecret' };
const other = { ...credential, secretKey: 'othersothersothersothersothers' };
const token = formatToken('lk', credential);
const basic = ({ accessKey, secretKey }: typeof credential) => btoa(`${accessKey}:${secretKey}`);
const encoded = basic(credential);
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
    ['a scheme without a token', { authorization: ['Bearer'] }],
    ['an unknown scheme', { authorization: [`Token ${token}`] }],
    ['an AWS signature', { authorization: ['AWS4-HMAC-SHA256 Credential=x'] }],
    ['a wrong checksum', { 'x-api-key': [`${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`] }],
    ['a blank that is not ASCII', { authorization: ['\xa0'] }],
    ['a blank that is not ASCII behind a valid token', { authorization: [`Bearer ${token}\xa0`] }],
    [
      'a blank that is not ASCII beside a valid token',
      { authorization: [`Bearer ${token}`], 'x-api-key': ['\u2003'] },
    ],
    ['Basic without a colon', { authorization: [`Basic ${btoa(credential.accessKey)}`] }],
    [
      'Basic with two colons',
      { authorization: [`Basic ${btoa(`${credential.accessKey}:${credential.secretKey}:`)}`] },
    ],
    ['Basic with an empty password', { authorization: [`Basic ${btoa(`${credential.accessKey}:`)}`] }],
    ['5,000 characters', { 'x-api-key': ['x'.repeat(5_000)] }],
    ['a bearer token of 5,000 characters', { authorization: [`Bearer ${'x'.repeat(5_000)}`] }],
  ])('is malformed: %s', (_, headers) => {
    expect(read(headers)).toBe('credentials_malformed');
  });

  it.each([
    ['a percent sign inside', `${encoded.slice(0, 10)}%${encoded.slice(10)}`],
    ['quotes around it', `"${encoded}"`],
    ['something behind it', `${encoded}!`],
    ['a second word', `${encoded} x`],
    ['a blank inside', `${encoded.slice(0, 10)} ${encoded.slice(10)}`],
    ['half of its padding', encoded.slice(0, -1)],
    ['too much padding', `${encoded}=`],
    ['bits that are dropped', `${encoded.slice(0, -3)}h==`],
    ['the other alphabet', btoa('\xff\xfe\xfd').replaceAll('/', '_').replaceAll('+', '-')],
    ['no letter of it', '?????'],
    ['the pair itself', `${credential.accessKey}:${credential.secretKey}`],
  ])('is not base64 with %s', (_, parameter) => {
    expect(read({ authorization: [`Basic ${parameter}`] })).toBe('basic_not_base64');
  });

  it.each([token, 'lk_', token.slice(0, -1)])('lacks its scheme: %s', (text) => {
    expect(read({ Authorization: [text] })).toBe('scheme_missing');
  });

  it.each([`${token}:`, `:${token}`, `${token}:${token}`, `${credential.accessKey}:${token}`, token])(
    'is not the token in Basic: %s',
    (pair) => {
      expect(read({ Authorization: [`Basic ${btoa(pair)}`] })).toBe('token_in_basic');
    },
  );

  it('is missing or malformed in any text that a client sends', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('authorization', 'Authorization', 'x-api-key', 'cookie'),
          fc.array(fc.string({ unit: 'binary' })),
        ),
        (headers) => {
          const errors = ['credentials_missing', 'credentials_malformed', ...Object.keys(malformedDetails)];
          expect(errors).toContain(read(headers));
        },
      ),
    );
  });
});
