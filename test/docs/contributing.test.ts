import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { readSection, readText, root } from './markdown.ts';

const layout = readSection(readText('CONTRIBUTING.md'), '## Layout');

it.each([
  ['.', /^(\.|node_modules$|cdk\.out$|coverage$|dist$|artifacts$)/],
  ['lambdas', /^\./],
  ['lambdas/adapters', /^\./],
])('the layout of CONTRIBUTING.md tells what is in each folder of %s', (parent, notSource) => {
  const folders = readdirSync(join(root, parent), { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !notSource.test(entry.name))
    .map((entry) => join(parent, entry.name));
  expect(folders.length).toBeGreaterThan(2);
  // A folder is told about by itself, or by what is in it.
  for (const folder of folders) expect(layout).toContain(`\`${folder}/`);
});
