/**
 * Everything that can go wrong for a caller, each with its stable code. `detail` says what to do next; docs/errors.md repeats
 * this table and a test holds the two together. No quotes or backslashes in the texts: API Gateway puts some of them between
 * the quotes of a JSON body and escapes nothing.
 */
export const problemCatalogue = {
  invalid_request: {
    status: 400,
    title: 'The request is not valid',
    detail: 'Correct the faults listed under errors and send the request again.',
  },
  expires_in_past: {
    status: 400,
    title: 'The expiration date lies in the past',
    detail: 'Send an expiresAt in the future. To stop a key at once, use its expire call.',
  },
  unauthenticated: {
    status: 401,
    title: 'You are not signed in',
    detail: 'Sign in and send a current ID token in the header Authorization: Bearer <ID token>.',
  },
  account_not_found: {
    status: 404,
    title: 'There is no account for this sign-in yet',
    detail: 'Send PUT /api/v1/account once; it makes the account and its default key.',
  },
  key_not_found: {
    status: 404,
    title: 'The account has no such key',
    detail: 'Check the access key against the list of keys; a deleted key does not come back.',
  },
  request_blocked: {
    status: 403,
    title: 'The request was blocked',
    detail: 'A firewall rule of the operator matched it. Ask them, and name the requestId.',
  },
  not_found: {
    status: 404,
    title: 'There is nothing at this path',
    detail: 'Check the path and the method against the API reference.',
  },
  key_limit_reached: {
    status: 409,
    title: 'The account holds as many keys as it may',
    detail: 'Delete a key that is no longer needed, then create the new one. Expired keys count too.',
  },
  key_changed: {
    status: 412,
    title: 'The key was changed meanwhile',
    detail: 'Get the key again, compare, and send the change with its new ETag.',
  },
  payload_too_large: {
    status: 413,
    title: 'The request body is too large',
    detail: 'Send a smaller body.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The request body is not JSON',
    detail: 'Send the body as JSON, with the header Content-Type: application/json.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    detail: 'Slow down, and try again in a few seconds.',
  },
  internal_error: {
    status: 500,
    title: 'Something went wrong on our side',
    detail: 'Try again. If it stays, report the requestId.',
  },
  unavailable: {
    status: 503,
    title: 'The service is busy or cannot reach its store',
    detail: 'Try again in a few seconds. Nothing was half done.',
  },
  credentials_missing: {
    status: 401,
    title: 'The request carries no API key',
    detail:
      'Send the token in the header Authorization: Bearer <token> or x-api-key: <token>, or access key and secret key by HTTP Basic.',
  },
  credentials_malformed: {
    status: 401,
    title: 'The API key is not well formed',
    detail:
      'Copy the whole token again, without spaces or line breaks, and send one credential only. A typo shows here before anything is looked up.',
  },
  key_invalid: {
    status: 401,
    title: 'The API key is not valid',
    detail: 'The key does not exist, was deleted, or the secret is wrong. Check it, or create a new key.',
  },
  key_expired: {
    status: 401,
    title: 'The API key has expired',
    detail:
      'Edit its expiration date on the API Control page, or PATCH its expiresAt through the management API: the same access key and secret key then work again.',
  },
  authorizer_unavailable: {
    status: 500,
    title: 'The API key could not be checked',
    detail: 'This is a fault on our side, not in your key. Try again in a few seconds.',
  },
  bad_gateway: {
    status: 502,
    title: 'The API behind the gateway gave no usable answer',
    detail: 'Your key was accepted. Try again; if it stays, report the requestId.',
  },
  gateway_timeout: {
    status: 504,
    title: 'The API behind the gateway took too long to answer',
    detail: 'Your key was accepted, and the request may have taken effect. Check before you send it again.',
  },
} as const satisfies Record<string, ProblemDefinition>;

export interface ProblemDefinition {
  status: number;
  title: string;
  detail: string;
}

export type ProblemCode = keyof typeof problemCatalogue;

/** One fault of one field of a request; `field` is empty when the body as a whole is meant. */
export interface FieldError {
  field: string;
  detail: string;
}

/** A refusal that the caller is told about. Whatever else is thrown is told as `internal_error`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors: readonly FieldError[];

  /**
   * @param options.detail replaces the catalogue's advice where something more exact can be said
   * @param options.errors the faults of the request's fields, all of them
   * @param options.cause what lies behind, for the log; never shown to the caller
   */
  constructor(
    code: ProblemCode,
    options: { detail?: string; errors?: readonly FieldError[]; cause?: unknown } = {},
  ) {
    super(code, { cause: options.cause });
    this.code = code;
    this.detail = options.detail ?? problemCatalogue[code].detail;
    this.errors = options.errors ?? [];
  }

  get status(): number {
    return problemCatalogue[this.code].status;
  }
}

/** An RFC 9457 problem details document. */
export interface ProblemDocument {
  type: string;
  title: string;
  status: number;
  detail: string;
  code: ProblemCode;
  requestId: string;
  errors?: readonly FieldError[];
}

/** A stable name for the kind of problem. A URN, because an operator's documentation may stand anywhere. */
export function problemType(code: ProblemCode): string {
  return `urn:latchkey:problem:${code}`;
}

export function describeProblem(problem: Problem, requestId: string): ProblemDocument {
  return {
    type: problemType(problem.code),
    title: problemCatalogue[problem.code].title,
    status: problem.status,
    detail: problem.detail,
    code: problem.code,
    requestId,
    ...(problem.errors.length > 0 && { errors: problem.errors }),
  };
}
