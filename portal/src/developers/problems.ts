/** One code of the APIs; a test holds the list against lambdas/core/problem.ts, which the page can't reach. */
export interface ProblemEntry {
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
}

export const gatewayProblems: readonly ProblemEntry[] = [
  {
    code: 'credentials_missing',
    status: 401,
    title: 'The request carries no API key',
    detail:
      'Send the token in the header Authorization: Bearer <token> or x-api-key: <token>, or access key and secret key by HTTP Basic.',
  },
  {
    code: 'credentials_malformed',
    status: 401,
    title: 'The API key is not well formed',
    detail:
      'Copy the whole token again, without spaces or line breaks, and send one credential only. A typo shows here before anything is looked up.',
  },
  {
    code: 'key_invalid',
    status: 401,
    title: 'The API key is not valid',
    detail: 'The key does not exist, was deleted, or the secret is wrong. Check it, or create a new key.',
  },
  {
    code: 'key_expired',
    status: 401,
    title: 'The API key has expired',
    detail:
      'Edit its expiration date on the API Control page, or PATCH its expiresAt through the management API: the same access key and secret key then work again.',
  },
  {
    code: 'authorizer_unavailable',
    status: 500,
    title: 'The API key could not be checked',
    detail: 'This is a fault on our side, not in your key. Try again in a few seconds.',
  },
  {
    code: 'bad_gateway',
    status: 502,
    title: 'The API behind the gateway gave no usable answer',
    detail: 'Your key was accepted. Try again; if it stays, report the requestId.',
  },
  {
    code: 'gateway_timeout',
    status: 504,
    title: 'The API behind the gateway took too long to answer',
    detail: 'Your key was accepted, and the request may have taken effect. Check before you send it again.',
  },
];

export const managementProblems: readonly ProblemEntry[] = [
  {
    code: 'expires_in_past',
    status: 400,
    title: 'The expiration date lies in the past',
    detail: 'Send an expiresAt in the future. To stop a key at once, use its expire call.',
  },
  {
    code: 'unauthenticated',
    status: 401,
    title: 'You are not signed in',
    detail: 'Sign in and send a current ID token in the header Authorization: Bearer <ID token>.',
  },
  {
    code: 'account_not_found',
    status: 404,
    title: 'There is no account for this sign-in yet',
    detail: 'Send PUT /api/v1/account once; it makes the account and its default key.',
  },
  {
    code: 'key_not_found',
    status: 404,
    title: 'The account has no such key',
    detail: 'Check the access key against the list of keys; a deleted key does not come back.',
  },
  {
    code: 'key_limit_reached',
    status: 409,
    title: 'The account holds as many keys as it may',
    detail: 'Delete a key that is no longer needed, then create the new one. Expired keys count too.',
  },
  {
    code: 'key_changed',
    status: 412,
    title: 'The key was changed meanwhile',
    detail: 'Get the key again, compare, and send the change with its new ETag.',
  },
];

export const commonProblems: readonly ProblemEntry[] = [
  {
    code: 'invalid_request',
    status: 400,
    title: 'The request is not valid',
    detail: 'Correct the faults listed under errors and send the request again.',
  },
  {
    code: 'request_blocked',
    status: 403,
    title: 'The request was blocked',
    detail: 'A firewall rule of the operator matched it. Ask them, and name the requestId.',
  },
  {
    code: 'not_found',
    status: 404,
    title: 'There is nothing at this path',
    detail: 'Check the path and the method against the API reference.',
  },
  {
    code: 'payload_too_large',
    status: 413,
    title: 'The request body is too large',
    detail: 'Send a smaller body.',
  },
  {
    code: 'unsupported_media_type',
    status: 415,
    title: 'The request body is not JSON',
    detail: 'Send the body as JSON, with the header Content-Type: application/json.',
  },
  {
    code: 'rate_limited',
    status: 429,
    title: 'Too many requests',
    detail: 'Slow down, and try again in a few seconds.',
  },
  {
    code: 'internal_error',
    status: 500,
    title: 'Something went wrong on our side',
    detail: 'Try again. If it stays, report the requestId.',
  },
  {
    code: 'unavailable',
    status: 503,
    title: 'The service is busy or cannot reach its store',
    detail: 'Try again in a few seconds. Nothing was half done.',
  },
];
