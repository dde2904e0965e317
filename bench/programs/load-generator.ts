import autocannon from 'autocannon';

// Calls an address over a number of connections, as fast as possible or at a given rate.

export interface LoadRequest {
  url: string;
  tokens: string[];
  connections: number;
  seconds: number;
  /** Calls per second; null: as many as possible. */
  rate: number | null;
}

export interface LoadResponse {
  callsPerSecond: number;
  /** Latency over all calls. */
  milliseconds: { p50: number; p99: number };
  calls: number;
  /** Calls without a response, or with one that is not a 2xx. */
  errors: number;
}

async function generate({ url, tokens, connections, seconds, rate }: LoadRequest): Promise<LoadResponse> {
  const result = await autocannon({
    url,
    connections,
    duration: seconds,
    ...(rate !== null && { overallRate: rate }),
    requests: tokens.map((token) => ({ headers: { authorization: `Bearer ${token}` } })),
  });
  const calls = result['2xx'];
  return {
    callsPerSecond: calls / result.duration,
    milliseconds: { p50: result.latency.p50, p99: result.latency.p99 },
    calls,
    errors: result.non2xx + result.errors + result.timeouts,
  };
}

process.on(
  'message',
  (request: LoadRequest) => void generate(request).then((response) => process.send?.(response)),
);
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
