import { describeProblem, Problem, problemCatalogue } from '../../lambdas/core/problem.ts';

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
    for (const { title, detail } of Object.values(problemCatalogue)) {
      expect(JSON.stringify(title + detail)).toBe(`"${title}${detail}"`);
      expect(title + detail).not.toMatch(/['$]/);
    }
  });
});
