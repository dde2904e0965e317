import { problemScopes } from '../../../lambdas/contract/problem-scopes.ts';
import { type ProblemCode, problemCatalogue } from '../../../lambdas/core/problem-catalogue.ts';
import {
  commonProblems,
  gatewayProblems,
  managementProblems,
} from '../../src/developers/problems.generated.ts';

test('the Developers page lists every code that customers meet, with the texts of the APIs', () => {
  const listed = [...gatewayProblems, ...managementProblems, ...commonProblems];
  // Only the operator's own systems call the operator API.
  const met = Object.fromEntries(
    Object.entries(problemCatalogue).filter(([code]) => problemScopes[code as ProblemCode] !== 'operator'),
  );
  const byCode = (codes: readonly (readonly [string, object])[]) => Object.fromEntries(codes);
  expect(byCode(listed.map(({ code, ...texts }) => [code, texts]))).toEqual(met);
  expect(listed).toHaveLength(Object.keys(met).length);
});
