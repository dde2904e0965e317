import { exitCodes } from '../exit.ts';
import type { Problem } from './schema.generated.ts';

/** What the program reads of a problem document. A proxy may answer with less, or with something else. */
export type ReceivedProblem = Partial<Omit<Problem, 'code' | 'status'>> & { code?: string; status: number };

/** A call that the API refused, or answered with an error. */
export class ProblemError extends Error {
  readonly problem: ReceivedProblem;

  constructor(problem: ReceivedProblem) {
    super(problem.title ?? `The API answered with status ${problem.status}`);
    this.problem = problem;
  }

  get exitCode(): number {
    const { status } = this.problem;
    if (status === 404) return exitCodes.notFound;
    if (status === 401 || status === 403) return exitCodes.notPermitted;
    return status === 429 || status === 503 ? exitCodes.unavailable : exitCodes.failed;
  }
}

/** The problem of a response that is not a success. */
export function readProblem(status: number, text: string): ReceivedProblem {
  try {
    const body: unknown = JSON.parse(text);
    if (typeof body === 'object' && body !== null && !Array.isArray(body)) return { ...body, status };
  } catch {
    // No JSON: not of this API.
  }
  return {
    status,
    title: `The address answered with status ${status}, and not as the operator API does`,
    detail:
      'Check the address: it is the output OperatorApiUrl of the service stack. With --local: set PORT as it was set for the engine.',
  };
}
