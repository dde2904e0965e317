import type { ProblemBody } from './engine-holder.ts';
import type { Answer } from './engine-http.ts';

// Words that only an inside could have put into an answer.
const insides =
  /\n\s+at |\bat \S+ \(|node_modules|\.ts\b|DynamoDB|dynamodb|ConditionalCheck|ValidationException|AWS|Lambda|amazon|ECONN|undefined|\[object|Error:/;

/** Holds an answer against the contract of errors: status, content type, the six fields, nothing of the inside. */
export function expectProblem(answer: Answer, status: number, code: string): ProblemBody {
  const problem = answer.body as ProblemBody | undefined;
  expect({ status: answer.status, code: problem?.code }).toEqual({ status, code });
  expect(answer.headers.get('content-type')).toMatch(/^application\/problem\+json\b/);
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
  expect(answer.text).not.toMatch(insides);
  if (status === 429 || status === 503) expect(answer.headers.get('retry-after')).toMatch(/^[1-9]\d*$/);
  if (status === 401) expect(answer.headers.get('www-authenticate')).toMatch(/Bearer/);
  return problem as ProblemBody;
}

/** The fields that an answer finds fault with, each as often as it does. */
export function faultyFields(answer: Answer): string[] {
  const problem = expectProblem(answer, 400, 'invalid_request');
  for (const error of problem.errors ?? []) expect(error.detail).toMatch(/./);
  return (problem.errors ?? []).map((error) => error.field).toSorted();
}
