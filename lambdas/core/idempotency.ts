import { createHmac } from 'node:crypto';
import { sampleBase62 } from './base62.ts';
import type { FieldError } from './problem-catalogue.ts';
import { secretKeyLength } from './secret.ts';

/** How long a request that succeeded is remembered by its Idempotency-Key: 24 hours. */
const rememberedMilliseconds = 86_400_000;

/** What makes two requests repeats of each other, apart from their bodies. */
export interface IdempotentRequest {
  /** The value of the header `Idempotency-Key`. It is never stored or logged. */
  idempotencyKey: string;
  /** Who asks, with the kind first, such as `holder:<sub>`. */
  actor: string;
  method: string;
  /** As the contract writes it, so that a base path in front of the API makes no difference. */
  path: string;
}

/** Which secret of which key. */
export interface SecretSlot {
  keyId: string;
  /** The number of the secret, which a key never uses again. */
  secretNo: number;
}

/**
 * Reads the header `Idempotency-Key`: bare, or in double quotes as its draft standard writes it
 * (draft-ietf-httpapi-idempotency-key-header), which means the same.
 * @param values all values of the header
 * @returns the key, null if there is no such header; and what is wrong with it
 */
export function parseIdempotencyKey(values: readonly string[]): {
  idempotencyKey: string | null;
  errors: FieldError[];
} {
  const [value, ...others] = values;
  if (value === undefined) return { idempotencyKey: null, errors: [] };
  if (others.length > 0) return refuse('must be given only once');
  const idempotencyKey = unquote(value.replace(/^[ \t]+|[ \t]+$/g, ''));
  return idempotencyKey !== null && idempotencyKeyForm.test(idempotencyKey)
    ? { idempotencyKey, errors: [] }
    : refuse('must be 16 to 255 printable ASCII characters, bare or in double quotes');
}

/**
 * The secret key that a request gives a key. Whoever repeats the request gets the same one, without it or the
 * Idempotency-Key being stored.
 * @param signingSecret the account's own random secret, which is never shown to anybody
 */
export function deriveSecretKey(
  request: IdempotentRequest,
  signingSecret: string,
  { keyId, secretNo }: SecretSlot,
): string {
  return sampleBase62(secretKeyLength, (block) =>
    sign(signingSecret, ['secret', ...partsOf(request), keyId, secretNo, block]),
  );
}

/** By which a request is found again: tells nothing of its Idempotency-Key. 22 base64url characters, 132 bits. */
export function hashRequest(request: IdempotentRequest, signingSecret: string): string {
  return shorten(sign(signingSecret, ['request', ...partsOf(request)]));
}

/**
 * By which bodies are compared. 22 base64url characters.
 * @param body as parsed, so that blanks and the order of fields make no difference
 */
export function hashBody(body: object, signingSecret: string): string {
  return shorten(sign(signingSecret, ['body', sorted(body)]));
}

/** Whether a request that succeeded at `succeededAt` is still remembered. */
export function isRemembered(succeededAt: Date, now: Date): boolean {
  return now.getTime() - succeededAt.getTime() < rememberedMilliseconds;
}

const idempotencyKeyForm = /^[ -~]{16,255}$/;

/** The characters of an RFC 8941 string are printable ASCII; `"` and `\` have a `\` before them. */
const quotedForm = /^"((?:[ !#-[\]-~]|\\["\\])*)"$/;

/** Null when it has an opening quote and is no quoted string. */
function unquote(text: string): string | null {
  if (!text.startsWith('"')) return text;
  return quotedForm.exec(text)?.[1]?.replace(/\\(.)/g, '$1') ?? null;
}

function refuse(detail: string): { idempotencyKey: null; errors: FieldError[] } {
  return { idempotencyKey: null, errors: [{ field: 'Idempotency-Key', detail }] };
}

function partsOf({ idempotencyKey, actor, method, path }: IdempotentRequest): string[] {
  return [idempotencyKey, actor, method, path];
}

/** As JSON, in which no two lists of parts read the same. */
function sign(signingSecret: string, parts: readonly unknown[]): Buffer {
  return createHmac('sha512', signingSecret).update(JSON.stringify(parts)).digest();
}

function shorten(hash: Buffer): string {
  return hash.toString('base64url').slice(0, 22);
}

/** The value with the fields of all objects in order. */
function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  if (Array.isArray(value)) return value.map(sorted);
  const fields = Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(fields.map(([name, inner]) => [name, sorted(inner)]));
}
