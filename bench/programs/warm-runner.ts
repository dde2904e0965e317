import { performance } from 'node:perf_hooks';

// Keeps a bundle warm and calls it when told to, one call after the other, as Lambda does.
// Bundled to CommonJS before it is used. Arguments: the bundle, a text that each answer must contain.

/** Calls to make: the events in turn, so many times in all. */
export interface WarmRequest {
  events: string[];
  calls: number;
}

export interface WarmAnswer {
  /** Of each call, in order. */
  microseconds: number[];
  cpuMicrosecondsPerCall: number;
}

const [bundle = '', expected = ''] = process.argv.slice(2);
const context = { awsRequestId: 'warm', getRemainingTimeInMillis: () => 60_000 };
const { handler } = require(bundle);

async function callAll({ events, calls }: WarmRequest): Promise<WarmAnswer> {
  const parsed = events.map((event) => JSON.parse(event));
  const microseconds = new Array<number>(calls).fill(0);
  let answer: unknown;
  const cpuBefore = process.cpuUsage();
  for (let call = 0; call < calls; call++) {
    const startedAt = performance.now();
    answer = await handler(parsed[call % parsed.length], context);
    microseconds[call] = (performance.now() - startedAt) * 1000;
  }
  const cpu = process.cpuUsage(cpuBefore);
  const text = JSON.stringify(answer);
  if (!text.includes(expected)) throw new Error(`An unexpected answer: ${text}`);
  return { microseconds, cpuMicrosecondsPerCall: (cpu.user + cpu.system) / calls };
}

process.on(
  'message',
  (request: WarmRequest) => void callAll(request).then((answer) => process.send?.(answer)),
);
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
