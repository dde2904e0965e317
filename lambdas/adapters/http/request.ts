import type { APIGatewayProxyEvent } from 'aws-lambda';
import * as z from 'zod/mini';
import { type FieldError, Problem } from '../../core/problem-catalogue.ts';
import { isEmailVerified } from './email-verified.ts';

const emptyBody = z.strictObject({});

/** Far above any valid request (a name and a description), far below what could do harm. */
const bodyLimitBytes = 16_384;

/** The verified sign-in behind a request: the only source of the account that it acts on. */
export interface SignIn {
  sub: string;
  email: string;
  /** When the ID token was issued; null: it does not say. */
  issuedAt: Date | null;
  /** When the person signed in: a token may be renewed for days. Null: it does not say. */
  signedInAt: Date | null;
}

/**
 * @throws Problem `unauthenticated` without an identity from the authorizer, or for one without a verified
 * email address
 */
export function readSignIn(event: APIGatewayProxyEvent): SignIn {
  const claims: Record<string, unknown> = event.requestContext.authorizer?.claims ?? {};
  const { sub, email, iat, auth_time: authTime } = claims;
  if (typeof sub !== 'string' || sub === '') throw new Problem('unauthenticated');
  if (typeof email !== 'string' || email === '') {
    throw new Problem('unauthenticated', {
      detail: 'The ID token has no email address. Add one to the sign-in.',
    });
  }
  // Notices would go to an address that is perhaps somebody else's.
  if (!isEmailVerified(claims)) {
    const where = claims.identities === undefined ? '' : ' at your identity provider';
    throw new Problem('unauthenticated', {
      detail: `The email address of the sign-in is not verified. Verify it${where}, then sign in again.`,
    });
  }
  const issuedAt = readInstant(iat);
  return { sub, email, issuedAt, signedInAt: readInstant(authTime) ?? issuedAt };
}

/** Where a request comes from, as API Gateway saw it; null: it did not say. */
export function readAddress(event: APIGatewayProxyEvent): string | null {
  return event.requestContext.identity?.sourceIp ?? null;
}

/** A time claim as API Gateway passes it: `Wed Dec 12 19:39:03 UTC 2018`, or seconds since 1970. */
function readInstant(claim: unknown): Date | null {
  const ms = /^\d+$/.test(String(claim)) ? Number(claim) * 1000 : Date.parse(String(claim));
  return Number.isNaN(ms) ? null : new Date(ms);
}

/**
 * The JSON body of a request, parsed by `schema`.
 * @param options.optional an empty body counts as `{}`
 * @param options.limitBytes of a body that may be longer than most
 * @param options.admit refuses a body for what it has, before anything is said of its values
 * @param options.findMoreErrors finds more errors in a body that `schema` refuses, to report all at once
 * @param options.otherErrors those of the rest of the request: reported with the body's, or without any there
 * @throws Problem `payload_too_large`, `unsupported_media_type`, `invalid_request`
 */
export function readBody<T>(
  event: APIGatewayProxyEvent,
  schema: z.ZodMiniType<T>,
  options: {
    optional?: boolean;
    limitBytes?: number;
    admit?: (body: object) => void;
    findMoreErrors?: (body: unknown) => FieldError[];
    otherErrors?: readonly FieldError[];
  } = {},
): T {
  const { optional, limitBytes = bodyLimitBytes, admit, findMoreErrors, otherErrors = [] } = options;
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  if (bytes.length > limitBytes) {
    throw new Problem('payload_too_large', { detail: `Send a body of at most ${limitBytes} bytes.` });
  }
  const isEmpty = bytes.length === 0 && optional;
  if (
    !isEmpty &&
    !/^application\/(?:[\w.-]+\+)?json\s*(?:;|$)/i.test(headerOf(event, 'content-type') ?? '')
  ) {
    throw new Problem('unsupported_media_type');
  }
  const readAll = () => {
    const body = isEmpty ? {} : parseJson(bytes);
    if (typeof body === 'object' && body !== null) admit?.(body);
    const parsed = parse(schema, body, findMoreErrors);
    if (otherErrors.length > 0)
      throw new Problem('invalid_request', { errors: findMoreErrors?.(body) ?? [] });
    return parsed;
  };
  return otherErrors.length > 0 ? addErrors(otherErrors, readAll) : readAll();
}

/** What `read` returns; if it refuses the request, all errors are reported together. */
function addErrors<T>(errors: readonly FieldError[], read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'invalid_request') throw error;
    throw new Problem('invalid_request', { errors: [...error.errors, ...errors], cause: error.cause });
  }
}

/** The fields of a form, as a page's button or a mail program's one click sends it; none for any other body. */
export function readForm(event: APIGatewayProxyEvent): URLSearchParams {
  const bytes = Buffer.from(event.body ?? '', event.isBase64Encoded ? 'base64' : 'utf8');
  return new URLSearchParams(bytes.length <= bodyLimitBytes ? bytes.toString() : '');
}

/**
 * Refuses the body of a request whose operation takes none: whoever sends an expiration date with `expire`
 * must not believe that it was used.
 * @param otherErrors those of the rest of the request, reported with the body's
 * @throws Problem `payload_too_large`, `unsupported_media_type`, `invalid_request`
 */
export function refuseBody(event: APIGatewayProxyEvent, otherErrors: readonly FieldError[] = []): void {
  readBody(event, emptyBody, { optional: true, otherErrors });
}

/** The query parameters in `schema`, each given at most once. @throws Problem `invalid_request` */
export function readQuery<T>(event: APIGatewayProxyEvent, schema: z.ZodMiniType<T> & { shape: object }): T {
  const { query, errors } = parseQuery(event, schema);
  if (query === null) throw new Problem('invalid_request', { errors });
  return query;
}

/** As readQuery, for calls that have more to report. @returns null, and why, for parameters that are refused */
export function parseQuery<T>(
  event: APIGatewayProxyEvent,
  schema: z.ZodMiniType<T> & { shape: object },
): { query: T | null; errors: FieldError[] } {
  const repeated = Object.entries(event.multiValueQueryStringParameters ?? {})
    .filter(([name, values]) => Object.hasOwn(schema.shape, name) && (values ?? []).length > 1)
    .map(([field]) => ({ field, detail: 'must be given only once' }));
  const { success, data, error } = schema.safeParse(event.queryStringParameters ?? {});
  // Of a parameter that was given twice, one value was looked at.
  const others = error
    ? toFieldErrors(error).filter(({ field }) => repeated.every((each) => each.field !== field))
    : [];
  const errors = [...repeated, ...others];
  return success && errors.length === 0 ? { query: data, errors } : { query: null, errors };
}

/** The value of a header. @param name in lower case, as the normalizer writes all names */
function headerOf(event: APIGatewayProxyEvent, name: string): string | undefined {
  return event.headers?.[name] ?? undefined;
}

/** All values of a header, none if it is absent. @param name in lower case */
export function headerValuesOf(event: APIGatewayProxyEvent, name: string): readonly string[] {
  const single = headerOf(event, name);
  // API Gateway sends both maps; an event made by hand may lack the second, and a condition must not get lost.
  return event.multiValueHeaders?.[name] ?? (single === undefined ? [] : [single]);
}

function parseJson(bytes: Buffer): unknown {
  const { text, value } = decodeJson(bytes);
  if (countMembers(text) === countKeys(value)) return value;
  // JSON.parse takes the last one: an expiresAt of null after the intended date would make a key that never
  // expires.
  throw new Problem('invalid_request', {
    errors: [{ field: '', detail: 'The body contains a field more than once.' }],
  });
}

function decodeJson(bytes: Buffer): { text: string; value: unknown } {
  try {
    const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return { text, value: JSON.parse(text) };
  } catch (cause) {
    const detail = bytes.length === 0 ? 'must not be empty' : 'must be JSON in UTF-8';
    throw new Problem('invalid_request', { errors: [{ field: '', detail: `The body ${detail}.` }], cause });
  }
}

/** Outside strings, valid JSON has one colon per member of an object. */
function countMembers(json: string): number {
  return json.replace(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1;
}

/**
 * Of all objects in `value`. With a work list, since a body can be nested more deeply than the call stack
 * allows.
 */
function countKeys(value: unknown): number {
  const left = [value];
  let keys = 0;
  while (left.length > 0) {
    const inner = left.pop();
    if (typeof inner !== 'object' || inner === null) continue;
    const values: unknown[] = Object.values(inner);
    if (!Array.isArray(inner)) keys += values.length;
    for (const each of values) left.push(each);
  }
  return keys;
}

function parse<T>(
  schema: z.ZodMiniType<T>,
  value: unknown,
  findMoreErrors: (value: unknown) => FieldError[] = () => [],
): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new Problem('invalid_request', {
    errors: [...toFieldErrors(result.error), ...findMoreErrors(value)],
  });
}

function toFieldErrors({ issues }: z.core.$ZodError): FieldError[] {
  const ofFields = issues.filter(({ code, path }) => code === 'unrecognized_keys' || path.length > 0);
  // A body of unknown fields also changes nothing, which needs no error of its own.
  return (ofFields.length > 0 ? ofFields : issues).flatMap(describeIssue);
}

function describeIssue(issue: z.core.$ZodIssue): FieldError[] {
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) =>
      key === ''
        ? {
            field: issue.path.join('.'),
            detail:
              issue.path.length === 0
                ? 'The body has a field with an empty name.'
                : 'has a field with an empty name',
          }
        : { field: [...issue.path, key].join('.'), detail: 'is not a known field' },
    );
  }
  const field = issue.path.join('.');
  if (field === '' && issue.code === 'invalid_type')
    return [{ field, detail: 'The body must be a JSON object.' }];
  return [{ field, detail: issue.message }];
}
