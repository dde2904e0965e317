import { runBenchmark } from './benchmark.ts';
import { help, OptionsError, readOptions } from './options.ts';

// `npm run bench`: measures the cost of Latchkey. See `npm run bench -- --help`.

// Exit normally, so that the clean-up on exit runs.
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));

try {
  const options = readOptions(process.argv.slice(2));
  if (options === 'help') console.log(help);
  else await runBenchmark(options);
} catch (error) {
  console.error(error instanceof OptionsError ? `${error.message}\nSee npm run bench -- --help.` : error);
  process.exitCode = 1;
}
