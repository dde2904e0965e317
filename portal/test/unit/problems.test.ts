import { problemCatalogue } from '../../../lambdas/core/problem-catalogue.ts';
import {
  commonProblems,
  gatewayProblems,
  managementProblems,
} from '../../src/developers/problems.generated.ts';

test('the Developers page lists every code, with the texts of the APIs', () => {
  const listed = [...gatewayProblems, ...managementProblems, ...commonProblems];
  const byCode = (codes: readonly (readonly [string, object])[]) => Object.fromEntries(codes);
  expect(byCode(listed.map(({ code, ...texts }) => [code, texts]))).toEqual(problemCatalogue);
  expect(listed).toHaveLength(Object.keys(problemCatalogue).length);
});
