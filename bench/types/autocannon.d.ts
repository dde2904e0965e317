declare module 'autocannon' {
  interface Options {
    url: string;
    connections: number;
    /** Seconds. */
    duration: number;
    /** Calls a second over all connections; as many as are answered when absent. */
    overallRate?: number;
    requests: { headers: Record<string, string> }[];
  }

  interface Result {
    /** Seconds. */
    duration: number;
    latency: { p50: number; p99: number };
    '2xx': number;
    non2xx: number;
    errors: number;
    timeouts: number;
  }

  // biome-ignore lint/style/noDefaultExport: that is what the package exports
  export default function autocannon(options: Options): Promise<Result>;
}
