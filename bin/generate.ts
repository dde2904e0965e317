import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describeMachineApi } from '../lambdas/contract/machine-openapi-document.ts';
import { describeManagementApi } from '../lambdas/contract/openapi-document.ts';
import { describeOperatorApi } from '../lambdas/contract/operator-openapi-document.ts';
import { generateTypes } from '../portal/generate-types.ts';
import { describeInMarkdown } from './generate/api-reference.ts';
import { describeCommandLine } from './generate/cli-reference.ts';
import { writeLimits, writeProblems } from './generate/portal-tables.ts';

// `npm run generate`: writes every file that is made from the contract. With --check, as `npm run check`
// calls it, it writes nothing and fails when one of them is stale.
const root = fileURLToPath(new URL('..', import.meta.url));
const document = describeManagementApi();
const operatorDocument = describeOperatorApi();

const files: Record<string, string> = {
  'lambdas/contract/openapi.json': `${JSON.stringify(document, null, 2)}\n`,
  'lambdas/contract/machine-openapi.json': `${JSON.stringify(describeMachineApi(), null, 2)}\n`,
  'lambdas/contract/operator-openapi.json': `${JSON.stringify(operatorDocument, null, 2)}\n`,
  'docs/cli-reference.md': describeCommandLine(),
  'docs/api-reference.md': describeInMarkdown(document),
  'portal/src/api/schema.generated.ts': await generateTypes(document),
  'cli/src/api/schema.generated.ts': await generateTypes(operatorDocument),
  'portal/src/api/limits.generated.ts': writeLimits(),
  'portal/src/developers/problems.generated.ts': writeProblems(),
};

const read = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : '');
const stale = Object.keys(files).filter((file) => read(join(root, file)) !== files[file]);

if (process.argv.includes('--check')) {
  if (stale.length > 0) {
    console.error(`Stale generated files: ${stale.join(', ')}.\nRun npm run generate and commit them.`);
    process.exitCode = 1;
  }
} else {
  for (const file of stale) writeFileSync(join(root, file), files[file] ?? '');
  console.log(stale.length > 0 ? `Wrote ${stale.join(', ')}.` : 'All generated files are up to date.');
}
