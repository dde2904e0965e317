import { credentialProblems } from './credential-problems.ts';

/**
 * Everything that can go wrong for a caller, each with its stable code. `detail` says what to do next.
 * docs/errors.md repeats this table, and a test keeps the two in step. No quotes or backslashes in the texts:
 * API Gateway inserts some of them into a JSON string without escaping.
 */
export const problemCatalogue = {
  invalid_request: {
    status: 400,
    title: 'Invalid request',
    detail: 'Correct what is listed under errors, then send the request again.',
  },
  expires_in_past: {
    status: 400,
    title: 'The expiration date is in the past',
    detail: 'Send an expiresAt in the future. To disable a key now, use its expire call.',
  },
  lifetime_too_long: {
    status: 400,
    title: 'The expiration date is beyond the longest lifetime',
    detail: 'Send an earlier expiresAt. The policy of the account says how many days a key may live.',
  },
  outlives_its_maker: {
    status: 400,
    title: 'The key would live longer than the key that asks for it',
    detail:
      'Send an expiresAt that is not later than that of the key you send. Without one, a key gets the default lifetime, or never expires. A key that lives longer gets a new secret key only from its holder.',
  },
  unauthenticated: {
    status: 401,
    title: 'You are not signed in',
    detail: 'Sign in, then send a current ID token in the header Authorization: Bearer <ID token>.',
  },
  account_not_found: {
    status: 404,
    title: 'Account not found',
    detail: 'Send PUT /api/v1/account once to create the account and its default key.',
  },
  key_not_found: {
    status: 404,
    title: 'Key not found',
    detail: 'Check the access key against your list of keys. A deleted key cannot be restored.',
  },
  request_blocked: {
    status: 403,
    title: 'Request blocked',
    detail:
      'A firewall rule of the operator matched this request. Contact the operator and include the requestId.',
  },
  not_found: {
    status: 404,
    title: 'Nothing found at this path',
    detail: 'Check the path and the method against the API reference.',
  },
  access_not_allowed: {
    status: 403,
    title: 'The key may not do this',
    detail:
      'A key may manage the keys of its account only as far as its access allows, and may widen nothing: neither access nor selfRotation, neither itself nor a key that has access.',
  },
  self_rotation_not_allowed: {
    status: 403,
    title: 'The key may not rotate itself',
    detail:
      'The holder of the key has to allow it first: set its selfRotation to true. Or rotate it through the management API.',
  },
  key_limit_reached: {
    status: 409,
    title: 'Key limit reached',
    detail: 'Delete a key that you no longer need, then create the new one. Expired keys count too.',
  },
  key_not_active: {
    status: 409,
    title: 'The key has expired',
    detail: 'Restore the key first: set its expiresAt to a date in the future. Then rotate it.',
  },
  rotation_required: {
    status: 409,
    title: 'The key has leaked',
    detail: 'A new date is not enough. Rotate the key, with an expiresAt in the body of that call.',
  },
  rotation_in_progress: {
    status: 409,
    title: 'A rotation is in progress',
    detail:
      'A secret key that still works would end at once. Finish or cancel the rotation first, or send force: true to go on.',
  },
  rotation_in_use: {
    status: 409,
    title: 'The new secret key is in use',
    detail:
      'It would end at once. Finish the rotation, or send ?force=true to go back to the old secret key.',
  },
  no_rotation: {
    status: 409,
    title: 'No rotation is in progress',
    detail: 'There is nothing to finish or to cancel: the key has only one secret key that works.',
  },
  sign_in_in_use: {
    status: 409,
    title: 'The sign-in has an account that is in use',
    detail:
      'A sign-in can join only if it has no account, or one with nothing but a default key that was never used. Nothing was changed.',
  },
  idempotency_key_used: {
    status: 409,
    title: 'The Idempotency-Key was used for a secret that no longer works',
    detail:
      'The request was carried out before, and its secret has ended since: the key was deleted or has a newer secret. To do it again, send a new Idempotency-Key.',
  },
  key_changed: {
    status: 412,
    title: 'The key has changed since you read it',
    detail: 'Get the key again, review it, then send your change with the new ETag.',
  },
  payload_too_large: {
    status: 413,
    title: 'Request body too large',
    detail: 'Send a smaller body.',
  },
  unsupported_media_type: {
    status: 415,
    title: 'The request body is not JSON',
    detail: 'Send the body as JSON, with the header Content-Type: application/json.',
  },
  idempotency_key_mismatch: {
    status: 422,
    title: 'The Idempotency-Key was used for another request',
    detail:
      'A request with this Idempotency-Key but another body was carried out before. Send the same body to get its response again, or a new Idempotency-Key.',
  },
  rate_limited: {
    status: 429,
    title: 'Too many requests',
    detail: 'Slow down, then try again in a few seconds.',
  },
  internal_error: {
    status: 500,
    title: 'Something went wrong on our side',
    detail: 'Try again. If the problem persists, report it with the requestId.',
  },
  unavailable: {
    status: 503,
    title: 'The service is busy or cannot reach its data store',
    detail: 'Try again in a few seconds. No partial change was made.',
  },
  ...credentialProblems,
  signature_missing: {
    status: 403,
    title: 'The request is not signed',
    detail:
      'Sign it with AWS credentials (Signature Version 4, service execute-api, the region of the API), in the header Authorization.',
  },
  signature_invalid: {
    status: 403,
    title: 'The AWS signature is not valid',
    detail:
      'Sign for the service execute-api, the region and the host of this API, with current credentials and a clock that is right. A signature is good for five minutes.',
  },
  not_permitted: {
    status: 403,
    title: 'Your AWS identity may not make this call',
    detail: 'Attach the managed policy of the operator API that allows it: read, support or provision.',
  },
  authorizer_unavailable: {
    status: 500,
    title: 'The API key could not be checked',
    detail: 'The problem is on our side, not with your key. Try again in a few seconds.',
  },
  bad_gateway: {
    status: 502,
    title: 'The API behind the gateway returned no usable response',
    detail: 'Your key was accepted. Try again. If the problem persists, report it with the requestId.',
  },
  gateway_timeout: {
    status: 504,
    title: 'The API behind the gateway took too long to respond',
    detail: 'Your key was accepted, and the request may have taken effect. Check before you send it again.',
  },
} as const satisfies Record<string, ProblemDefinition>;

export interface ProblemDefinition {
  status: number;
  title: string;
  detail: string;
}

export type ProblemCode = keyof typeof problemCatalogue;

/** One error in one field of a request; an empty `field` means the body as a whole. */
export interface FieldError {
  field: string;
  detail: string;
}

/** For `Retry-After`: when it is worth trying again where nothing more exact is known. */
export const patienceSeconds = 5;

/** Whether a response of this status says when to try again. */
export function saysWhenToRetry(status: number): boolean {
  return status === 429 || status === 503;
}

/** An error that the caller is told about. Anything else that is thrown becomes `internal_error`. */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly code: ProblemCode;
  readonly detail: string;
  readonly errors: readonly FieldError[];
  /** For `Retry-After`; null: waiting is no help. */
  readonly retryAfterSeconds: number | null;

  /**
   * @param options.detail replaces the catalogue's advice where a more exact one is possible
   * @param options.errors all errors in the fields of the request
   * @param options.retryAfterSeconds for a 429 or 503 of which it is known
   * @param options.cause the underlying error, for the log; never shown to the caller
   */
  constructor(
    code: ProblemCode,
    options: {
      detail?: string;
      errors?: readonly FieldError[];
      retryAfterSeconds?: number;
      cause?: unknown;
    } = {},
  ) {
    super(code, { cause: options.cause });
    this.code = code;
    this.detail = options.detail ?? problemCatalogue[code].detail;
    this.errors = options.errors ?? [];
    this.retryAfterSeconds = saysWhenToRetry(this.status)
      ? (options.retryAfterSeconds ?? patienceSeconds)
      : null;
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

/** A stable identifier of the problem type. A URN, since an operator's documentation may be anywhere. */
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
