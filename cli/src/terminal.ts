import type { Readable } from 'node:stream';

/** What the program has of the world: a terminal, or a pipe and a test. */
export interface Terminal {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Output;
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly fetch: typeof fetch;
  readonly sleep: (milliseconds: number) => Promise<void>;
}

export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  /** Of a terminal: whether it shows colours, by its kind and by NO_COLOR. */
  hasColors?(): boolean;
}
