import { runBenchmark } from './benchmark.ts';
import { help, OptionsError, readOptions } from './options.ts';

// `npm run bench`: what Latchkey costs, measured. `-- --help` tells the rest.

// So that what is to be removed at the end is removed.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(help);
  else await runBenchmark(options);
} catch (error) {
  console.error(error instanceof OptionsError ? `${error.message}\n-- --help tells what there is.` : error);
  process.exitCode = 1;
}
