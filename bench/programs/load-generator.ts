import autocannon from 'autocannon';

// Calls an address over so many connections as fast as they are answered, or at a given rate.

export interface LoadRequest {
  url: string;
  tokens: string[];
  connections: number;
  seconds: number;
  /** Calls a second; null: as many as are answered. */
  rate: number | null;
}

export interface LoadAnswer {
  callsPerSecond: number;
  /** Of all calls. */
  milliseconds: { p50: number; p99: number };
  calls: number;
  /** Calls that were not answered, or not with 200. */
  faults: number;
}

async function generate({ url, tokens, connections, seconds, rate }: LoadRequest): Promise<LoadAnswer> {
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
    faults: result.non2xx + result.errors + result.timeouts,
  };
}

process.on(
  'message',
  (request: LoadRequest) => void generate(request).then((answer) => process.send?.(answer)),
);
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
