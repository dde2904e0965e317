import { parseAccessKey } from '../../core/access-key.ts';
import type { MalformedReason } from '../../core/malformed-credential.ts';
import { isSecretKey } from '../../core/secret.ts';
import { type Credential, parseToken } from '../../core/token.ts';

/** Header values by name, as API Gateway passes them on: names in the case that the client sent. */
export type HeaderValues = Record<string, readonly string[] | undefined>;

/** The headers that may carry a credential, in lower case. */
export type CredentialHeader = 'authorization' | 'x-api-key';

/** Why no credential can be read from a request. */
export type ReadingError = 'credentials_missing' | 'credentials_malformed' | MalformedReason;

/**
 * Returns the credential of a request, from `Authorization: Bearer`, `Authorization: Basic` or `x-api-key`, or what
 * is wrong with it. The same credential may be given twice; two different ones are rejected, because guessing
 * which one is meant could authenticate the wrong account.
 * @param sources the headers to read
 */
export function readCredential(
  headers: HeaderValues,
  keyPrefix: string,
  sources: readonly CredentialHeader[] = ['authorization', 'x-api-key'],
): Credential | ReadingError {
  const found: (Credential | ReadingError)[] = [];
  for (const [name, values] of Object.entries(headers)) {
    // Most names differ in length, which is cheap to compare.
    const source = sources.find((known) => known.length === name.length && known === name.toLowerCase());
    if (!source) continue;
    const parse = parsers[source];
    for (const value of values ?? []) {
      const text = value.trim();
      // Without this, trim() would also remove blanks that are not ASCII, and a value of those would be none.
      if (notAscii.test(value)) found.push('credentials_malformed');
      else if (text !== '') found.push(parse(text, keyPrefix));
    }
  }
  const [first, ...others] = found;
  if (first === undefined) return 'credentials_missing';
  if (typeof first === 'string') return first;
  return others.every((other) => isSame(first, other)) ? first : 'credentials_malformed';
}

const notAscii = /[^\t -~]/;

const parsers: Record<CredentialHeader, (text: string, keyPrefix: string) => Credential | ReadingError> = {
  authorization: parseAuthorization,
  'x-api-key': (text, keyPrefix) => parseToken(keyPrefix, text) ?? 'credentials_malformed',
};

function parseAuthorization(text: string, keyPrefix: string): Credential | ReadingError {
  const [, scheme = '', parameter = ''] = /^(\S+) *(.*)$/.exec(text) ?? [];
  if (/^bearer$/i.test(scheme)) return parseToken(keyPrefix, parameter) ?? 'credentials_malformed';
  if (/^basic$/i.test(scheme)) return parseBasic(parameter, keyPrefix);
  return parameter === '' && isLikeToken(scheme, keyPrefix) ? 'scheme_missing' : 'credentials_malformed';
}

function parseBasic(parameter: string, keyPrefix: string): Credential | ReadingError {
  const bytes = Buffer.from(parameter, 'base64');
  // Buffer skips what is no base64, so only the way back shows whether there was any. The padding is optional.
  const canonical = bytes.toString('base64');
  if (parameter !== canonical && parameter !== canonical.replace(/=+$/, '')) return 'basic_not_base64';
  const parts = bytes.toString('latin1').split(':');
  const [accessKey = '', secretKey = '', ...rest] = parts;
  if (rest.length === 0 && parseAccessKey(accessKey) && isSecretKey(secretKey))
    return { accessKey, secretKey };
  return parts.some((part) => isLikeToken(part, keyPrefix)) ? 'token_in_basic' : 'credentials_malformed';
}

/** No more than the prefix: a token with a typo deserves the same advice. */
function isLikeToken(text: string, keyPrefix: string): boolean {
  return text.startsWith(`${keyPrefix}_`);
}

function isSame(a: Credential, b: Credential | string): boolean {
  return typeof b !== 'string' && a.accessKey === b.accessKey && a.secretKey === b.secretKey;
}
