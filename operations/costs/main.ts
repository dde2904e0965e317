import { readFileSync, writeFileSync } from 'node:fs';
import { defaultDeployment } from './deployment.ts';
import { updateFigures } from './document.ts';
import { help, readOptions, UsageError } from './options.ts';
import { renderEstimate } from './render.ts';

// `npm run costs`: what a month costs. `-- --help` tells the rest.

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(help);
  else if (options.updateDocs) {
    const path = new URL('../../docs/costs.md', import.meta.url);
    const document = readFileSync(path, 'utf8');
    writeFileSync(path, updateFigures(document, defaultDeployment));
  } else console.log(renderEstimate(defaultDeployment, options.usage));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n-- --help tells what there is.`);
  process.exitCode = 2;
}
