/** What the program ends with, besides 0. docs/cli.md lists them. */
export const exitCodes = {
  /** The API refused, or something went wrong. */
  failed: 1,
  /** The command line is wrong, or it lacks a yes. */
  usage: 2,
  /** There is no such account or key. */
  notFound: 3,
  /** No credentials, a wrong signature, or no policy that allows the call. */
  notPermitted: 4,
  /** Not reached, or too busy, after several tries: a later one may succeed. */
  unavailable: 5,
} as const;

/** Ends the program with a text for the person: what happened, then what to do. */
export class Failure extends Error {
  readonly exitCode: number;
  readonly advice: readonly string[];

  constructor(exitCode: number, message: string, advice: readonly string[] = []) {
    super(message);
    this.exitCode = exitCode;
    this.advice = advice;
  }
}
