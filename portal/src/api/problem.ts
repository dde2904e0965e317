import { isLoadFailure } from '../load-failures.ts';
import { commonText } from '../texts/common.ts';

/** The part of a problem document that pages use. */
interface ProblemBody {
  readonly title: string;
  readonly detail: string;
  readonly status: number;
  readonly code: string;
  readonly requestId: string;
  readonly errors?: readonly { readonly field: string; readonly detail: string }[];
}

/** An error response of the API. `detail` tells a person what to do next. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  readonly requestId: string;
  readonly errors: readonly { readonly field: string; readonly detail: string }[];

  constructor(body: ProblemBody) {
    super(body.title);
    this.code = body.code;
    this.status = body.status;
    this.title = body.title;
    this.detail = body.detail;
    this.requestId = body.requestId;
    this.errors = body.errors ?? [];
  }

  static async of(response: Response): Promise<ApiProblem> {
    const body: unknown = await response.json().catch(() => undefined);
    if (isProblem(body)) return new ApiProblem(body);
    return new ApiProblem({
      title: commonText('unexpected'),
      detail: commonText('unexpectedHelp'),
      status: response.status,
      code: 'internal_error',
      requestId: response.headers.get('x-amzn-requestid') ?? '',
    });
  }

  /** What is wrong with a form field, if anything. */
  fieldError(field: string): string | undefined {
    // The API's own detail is written for programs.
    if (field === 'expiresAt' && this.code === 'expires_in_past') return commonText('pastDate');
    return this.errors.find((error) => error.field === field)?.detail;
  }
}

/** Whether the API takes the sign-in itself for none. */
export function isRefused(error: unknown): boolean {
  return error instanceof ApiProblem && error.code === 'unauthenticated';
}

/** No response came: nobody knows whether the request arrived. */
export class UnreachableError extends Error {
  override readonly name = 'UnreachableError';
}

/** The person has closed the question for a new sign-in. */
export class SessionEndedError extends Error {
  override readonly name = 'SessionEndedError';
}

/** A key's date has changed since a new date was computed from it. */
export class ConflictError extends Error {
  override readonly name = 'ConflictError';
}

export interface ErrorDescription {
  readonly title: string;
  readonly detail: string;
  readonly requestId?: string;
}

/** What to tell a person about an error: what happened, and what to do next. */
export function describeError(error: unknown): ErrorDescription {
  if (error instanceof ConflictError || (error instanceof ApiProblem && error.code === 'key_changed')) {
    return {
      title: commonText('conflict'),
      detail: commonText('conflictHelp'),
    };
  }
  if (error instanceof ApiProblem) return error;
  if (error instanceof SessionEndedError) {
    return { title: commonText('sessionEnded'), detail: commonText('sessionEndedDetail') };
  }
  if (error instanceof UnreachableError && !navigator.onLine) {
    return {
      title: commonText('youAreOffline'),
      detail: commonText('youAreOfflineHelp'),
    };
  }
  if (error instanceof UnreachableError) {
    return {
      title: commonText('unreachable'),
      detail: commonText('unreachableHelp'),
    };
  }
  if (isLoadFailure(error)) {
    return {
      title: commonText('partNotLoaded'),
      detail: commonText('partNotLoadedHelp'),
    };
  }
  return { title: commonText('wentWrong'), detail: commonText('wentWrongHelp') };
}

function isProblem(body: unknown): body is ProblemBody {
  return typeof body === 'object' && body !== null && 'code' in body && 'detail' in body && 'title' in body;
}
