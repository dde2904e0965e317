import { help, readOptions, UsageError } from './options.ts';
import { runSmoke } from './run-smoke.ts';

// `npm run smoke`: whether a deployment does what the documentation promises. `-- --help` tells the rest.

const interruption = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.once(signal, () => {
    console.error(`${signal}: cleaning up; once more to end at once`);
    interruption.abort();
  });
}

try {
  const options = readOptions(process.argv.slice(2), process.env);
  if (options === 'help') console.log(help);
  else {
    const results = await runSmoke(options, console.log, interruption.signal);
    const isGreen = results.every(({ mark }) => mark !== 'RED') && !interruption.signal.aborted;
    process.exitCode = isGreen ? 0 : 1;
  }
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  console.error(`${error.message}\n-- --help tells what there is.`);
  process.exitCode = 2;
}
