import { malformedDetails } from '../../lambdas/core/malformed-credential.ts';
import { describeProblem, Problem, problemCatalogue } from '../../lambdas/core/problem-catalogue.ts';

describe('problem', () => {
  it('describes itself as RFC 9457 says, without its cause', () => {
    const problem = new Problem('unavailable', { cause: new Error('socket hang up at 10.0.0.1') });
    expect(describeProblem(problem, 'request-1')).toEqual({
      type: 'urn:latchkey:problem:unavailable',
      title: problemCatalogue.unavailable.title,
      status: 503,
      detail: problemCatalogue.unavailable.detail,
      code: 'unavailable',
      requestId: 'request-1',
    });
  });

  it('has no text that API Gateway could not put between the quotes of a JSON body', () => {
    const texts = Object.values(problemCatalogue).flatMap(({ title, detail }) => [title, detail]);
    for (const text of [...texts, ...Object.values(malformedDetails)]) {
      expect(JSON.stringify(text)).toBe(`"${text}"`);
      expect(text).not.toMatch(/['$]/);
    }
  });
});
