declare module 'autocannon' {
  interface Options {
    url: string;
    connections: number;
    /** Seconds. */
    duration?: number;
    /** Calls until it ends, instead of a time. */
    amount?: number;
    /** Seconds to wait for a response. */
    timeout?: number;
    /** Calls per second over all connections; absent: as many as possible. */
    overallRate?: number;
    requests: {
      path?: string;
      headers: Record<string, string>;
      onResponse?: (status: number) => void;
    }[];
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

  // biome-ignore lint/style/noDefaultExport: the package exports it this way
  export default function autocannon(options: Options): Promise<Result>;
}
