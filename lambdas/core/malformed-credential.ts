/**
 * What can be said about a malformed credential: advice that replaces the catalogue's for `credentials_malformed`.
 * docs/errors.md repeats it, and a test keeps the two in step. Fixed texts without quotes and backslashes, and
 * nothing from the request: API Gateway inserts them into a JSON string without escaping.
 */
export const malformedDetails = {
  scheme_missing:
    'The Authorization header has the token but no scheme before it. Send Authorization: Bearer <token>.',
  token_in_basic:
    'HTTP Basic takes the access key as username and the secret key as password, not the token. To send the token, use Authorization: Bearer <token>.',
  basic_not_base64:
    'What follows Basic is not base64. Send the base64 of <access key>:<secret key>, or the token as Authorization: Bearer <token>.',
} as const;

/** A fault in a credential that has advice of its own. */
export type MalformedReason = keyof typeof malformedDetails;

export function isMalformedReason(reason: string): reason is MalformedReason {
  return Object.hasOwn(malformedDetails, reason);
}
