import { setTimeout as sleep } from 'node:timers/promises';
import { run } from './run.ts';

// The reader has had enough, as `head` has.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  process.exit(0);
});

process.exitCode = await run(process.argv.slice(2), {
  // Opened only when it is read.
  get stdin() {
    return process.stdin;
  },
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  // Node loads its implementation when the name is read.
  fetch: (...request) => fetch(...request),
  sleep: (milliseconds) => sleep(milliseconds),
});
