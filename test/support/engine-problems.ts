import type { ProblemBody } from './engine-holder.ts';
import type { ApiResponse } from './engine-http.ts';

// Words that only an inside could have put into a response.
const insides =
  /\n\s+at |\bat \S+ \(|node_modules|\.ts\b|DynamoDB|dynamodb|ConditionalCheck|ValidationException|AWS|Lambda|amazon|ECONN|undefined|\[object|Error:/;

/** Holds a response against the contract of errors: status, content type, the six fields, nothing of the inside. */
export function expectProblem(response: ApiResponse, status: number, code: string): ProblemBody {
  const problem = response.body as ProblemBody | undefined;
  expect({ status: response.status, code: problem?.code }).toEqual({ status, code });
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json\b/);
  expect(problem).toMatchObject({
    type: expect.stringMatching(/./),
    title: expect.stringMatching(/./),
    status,
    detail: expect.stringMatching(/./),
    code,
    requestId: expect.stringMatching(/^[\w-]{8,}$/),
  });
  // Its advice is to correct the faults listed, so there must be some.
  if (code === 'invalid_request') expect(problem?.errors?.length).toBeGreaterThan(0);
  expect(response.text).not.toMatch(insides);
  if (status === 429 || status === 503) expect(response.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  if (status === 401) expect(response.headers.get('www-authenticate')).toMatch(/Bearer/);
  return problem as ProblemBody;
}

/** The fields that a response finds fault with, each as often as it does. */
export function faultyFields(response: ApiResponse): string[] {
  const problem = expectProblem(response, 400, 'invalid_request');
  for (const error of problem.errors ?? []) expect(error.detail).toMatch(/./);
  return (problem.errors ?? []).map((error) => error.field).toSorted();
}
