import { performance } from 'node:perf_hooks';

// One cold start: loads a bundle, calls it once, and prints how long both together took.
// Bundled to CommonJS before it is used, and imports nothing that a bundle might, so that no bundle finds its modules loaded.
// Arguments: the bundle, the event as JSON, a text that the answer must contain.

const [bundle = '', event = '', expected = ''] = process.argv.slice(2);
const context = { awsRequestId: 'cold', getRemainingTimeInMillis: () => 60_000 };

async function main(): Promise<void> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const { handler } = require(bundle);
  const answer = await handler(JSON.parse(event), context);
  const milliseconds = performance.now() - startedAt;
  const cpu = process.cpuUsage(cpuBefore);
  const text = JSON.stringify(answer);
  if (!text.includes(expected)) throw new Error(`An unexpected answer: ${text}`);
  process.stdout.write(
    `\n${JSON.stringify({ milliseconds, cpuMilliseconds: (cpu.user + cpu.system) / 1000 })}\n`,
  );
  process.exit();
}

void main();
