import type { ProblemDefinition } from './problem-catalogue.ts';

/**
 * Why a credential is refused at the gateway: the part of the problem catalogue that the authorizer needs, by itself, so that its
 * bundle, which is read at every cold start, holds nothing of the rest. API Gateway inserts the texts into a JSON string
 * without escaping.
 */
export const credentialProblems = {
  credentials_missing: {
    status: 401,
    title: 'No API key in the request',
    detail:
      'Send the token in the header Authorization: Bearer <token> or x-api-key: <token>, or the access key and secret key by HTTP Basic.',
  },
  credentials_malformed: {
    status: 401,
    title: 'Malformed API key',
    detail:
      'Copy the whole token again, without spaces or line breaks, and send only one credential. The key was not looked up.',
  },
  header_reserved: {
    status: 401,
    title: 'A header of the request is reserved',
    detail:
      'Remove every header whose name begins with x-latchkey- (or x_latchkey_). The gateway sets these itself. The key was not looked up.',
  },
  key_invalid: {
    status: 401,
    title: 'Invalid API key',
    detail: 'The key does not exist, was deleted, or the secret key is wrong. Check it, or create a new key.',
  },
  account_suspended: {
    status: 401,
    title: 'The account is suspended',
    detail:
      'The operator of this API has suspended the account, and with it all of its keys. Contact the operator. The same access key and secret key will work again once the account is resumed.',
  },
  key_leaked: {
    status: 401,
    title: 'The API key has leaked',
    detail:
      'Its secret key was found where others could read it, so it was disabled. Rotate the key on the API Control page or through the management API, then use the new secret key.',
  },
  secret_rotated: {
    status: 401,
    title: 'The secret key has been replaced',
    detail:
      'A rotation has ended this secret key. Use the one that took its place. If nobody has that, rotate the key through the management API.',
  },
  key_expired: {
    status: 401,
    title: 'The API key has expired',
    detail:
      'Edit its expiration date on the API Control page, or PATCH its expiresAt through the management API. The same access key and secret key will work again.',
  },
} as const satisfies Record<string, ProblemDefinition>;
