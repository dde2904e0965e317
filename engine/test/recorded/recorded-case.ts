/** A request, and what AWS did with it. Only what was recorded is compared. */
export interface RecordedCase {
  readonly title: string;
  readonly source: Source;
  /** Of the fixture `conformance-app`. */
  readonly api: string;
  /** Method and target, such as `GET //proxy-value`. */
  readonly request: string;
  /** Header lines of the request, beside `Host` and `Connection`. */
  readonly headers?: readonly string[];
  /** What the fixture's function returns; without it, the event. */
  readonly returns?: unknown;
  readonly expected: Expected;
}

export interface Expected {
  readonly status?: number;
  /** By lower-case name; several values are joined by `, `. */
  readonly headers?: Readonly<Record<string, unknown>>;
  /** Parsed if it is JSON. */
  readonly body?: unknown;
  /** Members of the function's event. */
  readonly event?: object;
  /** Lower-case names of headers that the event lacks. */
  readonly eventLacks?: readonly string[];
  /** Headers of the request at the upstream, by lower-case name. */
  readonly upstream?: Readonly<Record<string, unknown>>;
  readonly upstreamLacks?: readonly string[];
}

/** Where a fact is from. */
export interface Source {
  /** A test that was recorded against AWS, or a page. */
  readonly from: string;
  /** The day of the recording; undefined for documentation. */
  readonly recorded: string | undefined;
}
