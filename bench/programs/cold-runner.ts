import { performance } from 'node:perf_hooks';

// One cold start: loads a bundle, calls it once, and prints how long both took together.
// Bundled to CommonJS before use. It imports nothing that a bundle might import, so that no bundle finds its
// modules already loaded. Arguments: the bundle, the event as JSON, a text that the response must contain.

const [bundle = '', event = '', expected = ''] = process.argv.slice(2);
const context = { awsRequestId: 'cold', getRemainingTimeInMillis: () => 60_000 };

async function main(): Promise<void> {
  const cpuBefore = process.cpuUsage();
  const startedAt = performance.now();
  const { handler } = require(bundle);
  const response = await handler(JSON.parse(event), context);
  const milliseconds = performance.now() - startedAt;
  const cpu = process.cpuUsage(cpuBefore);
  const text = JSON.stringify(response);
  if (!text.includes(expected)) throw new Error(`Unexpected response: ${text}`);
  process.stdout.write(
    `\n${JSON.stringify({ milliseconds, cpuMilliseconds: (cpu.user + cpu.system) / 1000 })}\n`,
  );
  process.exit();
}

void main();
