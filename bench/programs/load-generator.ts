import autocannon from 'autocannon';

// Calls an address over a number of connections, as fast as possible or at a given rate.

export interface LoadRequest {
  url: string;
  /** What each connection sends in turn. */
  requests: { path?: string; headers: Record<string, string> }[];
  connections: number;
  /** When it ends: after a time, which cuts off calls that are under way, or after so many calls. */
  until: { seconds: number } | { calls: number };
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
  /** Calls without a response. */
  lost: number;
  /** Responses by status, for each of the requests, if it ended after so many calls. */
  statuses: Record<number, number>[];
}

async function generate(request: LoadRequest): Promise<LoadResponse> {
  const { url, requests, connections, until, rate } = request;
  const statuses = requests.map((): Record<number, number> => ({}));
  const result = await autocannon({
    url,
    connections,
    // A call that is to be counted is waited for: longer than API Gateway would.
    ...('calls' in until ? { amount: until.calls, timeout: 60 } : { duration: until.seconds }),
    ...(rate !== null && { overallRate: rate }),
    requests: requests.map((each, at) => ({
      ...each,
      ...('calls' in until && {
        onResponse: (status: number) => {
          const counts = statuses[at] ?? {};
          counts[status] = (counts[status] ?? 0) + 1;
        },
      }),
    })),
  });
  const calls = result['2xx'];
  const lost = result.errors + result.timeouts;
  return {
    callsPerSecond: (calls + result.non2xx) / result.duration,
    milliseconds: { p50: result.latency.p50, p99: result.latency.p99 },
    calls,
    errors: result.non2xx + lost,
    lost,
    statuses,
  };
}

process.on(
  'message',
  (request: LoadRequest) => void generate(request).then((response) => process.send?.(response)),
);
process.on('disconnect', () => process.exit());
process.send?.({ ready: true });
