import type { HttpResponse } from './http-call.ts';
import type { Walk } from './walk.ts';

/**
 * One thing that must hold. Checks run in order, each with the keys that those before it left in the walk.
 */
export interface Check {
  /** Stable, kebab-case; also in the user agent of the calls, to find them in logs. */
  id: string;
  title: string;
  expected: string;
  /**
   * @returns what came, for the table
   * @throws Surprise when that is not what was expected; NotRun when the check has nothing to look at
   */
  run(walk: Walk): Promise<string>;
}

export interface CheckGroup {
  title: string;
  checks: readonly Check[];
}

/** What came was not what was expected; the message says what came. */
export class Surprise extends Error {
  override readonly name = 'Surprise';
}

/** The check could not be run: an option was not given, or what it needs was not created. */
export class NotRun extends Error {
  override readonly name = 'NotRun';
}

/** @returns the response in short, when it has this status and code @throws Surprise */
export function expectResponse(response: HttpResponse, status: number, code?: string): string {
  const came = describe(response);
  if (response.status !== status || (code !== undefined && codeOf(response) !== code))
    throw new Surprise(came);
  return came;
}

/** @throws Surprise that says which of these does not hold */
export function expectAll(came: string, facts: Record<string, boolean>): string {
  const missing = Object.keys(facts).filter((fact) => !facts[fact]);
  if (missing.length > 0) throw new Surprise(`${came}, but not: ${missing.join(', ')}`);
  return came;
}

/** Status and code: never any of the body's own text, which may hold a secret. */
export function describe(response: HttpResponse): string {
  const code = codeOf(response);
  return code === undefined ? String(response.status) : `${response.status} ${code}`;
}

export function codeOf(response: HttpResponse): string | undefined {
  const code = field(response.json, 'code');
  return typeof code === 'string' && /^[a-z_]{1,40}$/.test(code) ? code : undefined;
}

/** A field of something that may be an object. */
export function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** A field that must be a text. @throws Surprise */
export function textField(response: HttpResponse, name: string): string {
  const value = field(response.json, name);
  if (typeof value !== 'string') throw new Surprise(`${describe(response)} without ${name}`);
  return value;
}
