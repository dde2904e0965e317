/**
 * API Gateway's own responses: status, message and `x-amzn-errortype`. Statuses are AWS's documented defaults
 * of each gateway response; a template may override them.
 */
const defaults = {
  ACCESS_DENIED: [403, 'User is not authorized to access this resource', 'AccessDeniedException'],
  API_CONFIGURATION_ERROR: [500, 'Internal server error', 'InternalServerErrorException'],
  AUTHORIZER_CONFIGURATION_ERROR: [500, null, 'AuthorizerConfigurationException'],
  AUTHORIZER_FAILURE: [500, null, 'AuthorizerConfigurationException'],
  BAD_REQUEST_BODY: [400, 'Invalid request body', 'BadRequestException'],
  BAD_REQUEST_PARAMETERS: [400, 'Bad Request', 'BadRequestException'],
  DEFAULT_4XX: [403, 'Invalid signature', 'IncompleteSignatureException'],
  INTEGRATION_FAILURE: [504, 'Network error communicating with endpoint', 'InternalServerErrorException'],
  INTEGRATION_TIMEOUT: [504, 'Endpoint request timed out', 'InternalServerErrorException'],
  INVALID_SIGNATURE: [403, 'Invalid signature', 'InvalidSignatureException'],
  INVALID_API_KEY: [403, 'Forbidden', 'ForbiddenException'],
  MISSING_AUTHENTICATION_TOKEN: [403, 'Missing Authentication Token', 'MissingAuthenticationTokenException'],
  REQUEST_TOO_LARGE: [413, 'Request Entity Too Large', 'RequestTooLargeException'],
  THROTTLED: [429, 'Too Many Requests', 'TooManyRequestsException'],
  UNAUTHORIZED: [401, 'Unauthorized', 'UnauthorizedException'],
  UNSUPPORTED_MEDIA_TYPE: [415, 'Unsupported Media Type', 'BadRequestException'],
} as const;

/** The types of gateway response that the engine can send. */
export type GatewayErrorType = keyof typeof defaults;

export interface GatewayErrorOptions {
  readonly status?: number;
  readonly message?: string;
  /** The value of `$context.error.validationErrorString`. */
  readonly validation?: string;
  readonly cause?: unknown;
}

/** Thrown anywhere on a request's way: the gateway sends a response of its own. */
export class GatewayError extends Error {
  readonly type: GatewayErrorType;
  readonly status: number;
  /** The message for the caller; none for a failed authorizer, as in AWS. */
  readonly publicMessage: string | null;
  readonly errorType: string;
  readonly validation: string | undefined;

  constructor(type: GatewayErrorType, options: GatewayErrorOptions = {}) {
    const [status, message, errorType] = defaults[type];
    super(type, { cause: options.cause });
    this.type = type;
    this.status = options.status ?? status;
    this.publicMessage = options.message ?? message;
    this.errorType = errorType;
    this.validation = options.validation;
  }
}

/** For a Lambda function that failed or returned a malformed response: 502, where a network error is 504. */
export function lambdaError(cause: unknown): GatewayError {
  return new GatewayError('INTEGRATION_FAILURE', { status: 502, message: 'Internal server error', cause });
}
