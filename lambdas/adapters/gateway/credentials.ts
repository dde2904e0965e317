import { parseAccessKey } from '../../core/access-key.ts';
import type { CredentialError } from '../../core/authentication.ts';
import { isSecretKey } from '../../core/secret.ts';
import { type Credential, parseToken } from '../../core/token.ts';

/** Header values by name, as API Gateway passes them on: names in the case that the client sent. */
export type HeaderValues = Record<string, readonly string[] | undefined>;

/** The headers that may carry a credential, in lower case. */
export type CredentialHeader = 'authorization' | 'x-api-key';

/**
 * Returns the credential of a request, from `Authorization: Bearer`, `Authorization: Basic` or `x-api-key`, or the
 * code of the error in it. The same credential may be given twice; two different ones are rejected, because guessing
 * which one is meant could authenticate the wrong account.
 * @param sources the headers to read
 */
export function readCredential(
  headers: HeaderValues,
  keyPrefix: string,
  sources: readonly CredentialHeader[] = ['authorization', 'x-api-key'],
): Credential | CredentialError {
  const found: (Credential | null)[] = [];
  for (const [name, values] of Object.entries(headers)) {
    // Most names differ in length, which is cheap to compare.
    const source = sources.find((known) => known.length === name.length && known === name.toLowerCase());
    if (!source) continue;
    const parse = parsers[source];
    for (const value of values ?? []) {
      const text = value.trim();
      if (text !== '') found.push(parse(text, keyPrefix));
    }
  }
  const [first, ...others] = found;
  if (first === undefined) return 'credentials_missing';
  if (first === null || others.some((other) => !isSame(first, other))) return 'credentials_malformed';
  return first;
}

const parsers: Record<CredentialHeader, (text: string, keyPrefix: string) => Credential | null> = {
  authorization: parseAuthorization,
  'x-api-key': (text, keyPrefix) => parseToken(keyPrefix, text),
};

function parseAuthorization(text: string, keyPrefix: string): Credential | null {
  const [, scheme = '', parameter = ''] = /^(\S+) +(\S+)$/.exec(text) ?? [];
  if (/^bearer$/i.test(scheme)) return parseToken(keyPrefix, parameter);
  if (/^basic$/i.test(scheme)) return parseBasic(parameter);
  return null;
}

function parseBasic(parameter: string): Credential | null {
  const [accessKey = '', secretKey = '', ...rest] = Buffer.from(parameter, 'base64')
    .toString('latin1')
    .split(':');
  return rest.length === 0 && parseAccessKey(accessKey) && isSecretKey(secretKey)
    ? { accessKey, secretKey }
    : null;
}

function isSame(a: Credential, b: Credential | null): boolean {
  return b !== null && a.accessKey === b.accessKey && a.secretKey === b.secretKey;
}
