import { performance } from 'node:perf_hooks';

// Keeps a bundle warm and calls it on request, one call after the other, as Lambda does.
// Bundled to CommonJS before use. Arguments: the bundle, a text that each response must contain.

/** Makes `calls` calls, with the events in turn. */
export interface WarmRequest {
  events: string[];
  calls: number;
}

export interface WarmResponse {
  /** Duration of each call, in order. */
  microseconds: number[];
  cpuMicrosecondsPerCall: number;
}

const [bundle = '', expected = ''] = process.argv.slice(2);
const context = { awsRequestId: 'warm', getRemainingTimeInMillis: () => 60_000 };
const { handler } = require(bundle);

async function callAll({ events, calls }: WarmRequest): Promise<WarmResponse> {
  const parsed = events.map((event) => JSON.parse(event));
  const microseconds = new Array<number>(calls).fill(0);
  let response: unknown;
  const cpuBefore = process.cpuUsage();
  for (let call = 0; call < calls; call++) {
    const startedAt = performance.now();
    response = await handler(parsed[call % parsed.length], context);
    microseconds[call] = (performance.now() - startedAt) * 1000;
  }
  const cpu = process.cpuUsage(cpuBefore);
  const text = JSON.stringify(response);
  if (!text.includes(expected)) throw new Error(`Unexpected response: ${text}`);
  return { microseconds, cpuMicrosecondsPerCall: (cpu.user + cpu.system) / calls };
}

process.on(
  'message',
  (request: WarmRequest) => void callAll(request).then((response) => process.send?.(response)),
);
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
