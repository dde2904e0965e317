import { crc32 } from 'node:zlib';
import { accessKeyLength } from './access-key.ts';
import { encodeBase62 } from './base62.ts';
import { secretKeyLength } from './secret.ts';

/** 62^6 is above 2^32, so six characters hold any CRC-32. */
const checksumLength = 6;

export interface Credential {
  accessKey: string;
  secretKey: string;
}

/**
 * The pattern of a token's prefix: the operator's mark, so that whoever finds a token knows whose it is.
 * No underscore, because it separates a token's parts.
 */
export const keyPrefixForm = /^[a-z][a-z0-9]{1,9}$/;

/**
 * Access key and secret key in one string, `<prefix>_<accessKey>_<secretKey><checksum>`. The checksum is the
 * CRC-32 of everything before it, in base62, as in GitHub's tokens: a typo is refused without a read, and a
 * scanner for leaked secrets can tell a token from text that only looks like one.
 */
export function formatToken(prefix: string, { accessKey, secretKey }: Credential): string {
  const body = `${prefix}_${accessKey}_${secretKey}`;
  return body + checksum(body);
}

/** The credential in a token, or null when its form, its prefix or its checksum is wrong. */
export function parseToken(prefix: string, text: string): Credential | null {
  const accessKeyStart = prefix.length + 1;
  const secretStart = accessKeyStart + accessKeyLength + 1;
  const checksumStart = secretStart + secretKeyLength;
  if (text.length !== checksumStart + checksumLength) return null;
  if (!text.startsWith(`${prefix}_`) || text[secretStart - 1] !== '_') return null;
  const accessKey = text.slice(accessKeyStart, secretStart - 1);
  const secretKey = text.slice(secretStart, checksumStart);
  if (!/^[0-9A-Za-z]+$/.test(accessKey + secretKey)) return null;
  return text.slice(checksumStart) === checksum(text.slice(0, checksumStart))
    ? { accessKey, secretKey }
    : null;
}

/** The regular expression (source text) that finds tokens of this prefix, for scanners of leaked secrets. */
export function tokenPattern(prefix: string): string {
  return `\\b${prefix}_[0-9A-Za-z]{${accessKeyLength}}_[0-9A-Za-z]{${secretKeyLength + checksumLength}}\\b`;
}

function checksum(body: string): string {
  return encodeBase62(crc32(body), checksumLength);
}
