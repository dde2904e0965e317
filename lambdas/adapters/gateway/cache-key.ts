import type { HeaderValues } from './credentials.ts';

/**
 * Whether a request's `Authorization` is fit to be the key under which API Gateway caches the authorizer's response:
 * at most one value, of printable ASCII and its blanks. Of several values API Gateway takes one as the key, and
 * which one, or what it makes of other bytes, is not documented; so the response could be kept under a value that
 * it is not about.
 */
export function isFitCacheKey(headers: HeaderValues): boolean {
  const values = Object.entries(headers)
    .filter(([name]) => name.toLowerCase() === 'authorization')
    .flatMap(([, sent]) => sent ?? []);
  return values.length <= 1 && values.every((value) => /^[\t -~]*$/.test(value));
}
