/** A header as it was written: name and value. */
export type Header = readonly [name: string, value: string];

/** A whole request, with nothing normalized. */
export class HttpRequest {
  readonly id: string;
  readonly method: string;
  /** As it was sent, percent-encoded, without the query. */
  readonly path: string;
  /** As it was sent, without the question mark; empty if there is none. */
  readonly query: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
  readonly sourceIp: string;
  readonly protocol: string;
  #byName: Map<string, string[]> | undefined;
  #parameters: Map<string, string[]> | undefined;

  constructor(
    parts: Pick<HttpRequest, 'id' | 'method' | 'headers' | 'body' | 'sourceIp' | 'protocol'> & {
      target: string;
    },
  ) {
    this.id = parts.id;
    this.method = parts.method;
    this.headers = parts.headers;
    this.body = parts.body;
    this.sourceIp = parts.sourceIp;
    this.protocol = parts.protocol;
    const target = originForm(parts.target);
    const mark = target.indexOf('?');
    this.path = mark < 0 ? target : target.slice(0, mark);
    this.query = mark < 0 ? '' : target.slice(mark + 1);
  }

  /** The last value of a header, whatever its case; undefined if it is absent. */
  header(name: string): string | undefined {
    return this.headerValues(name).at(-1);
  }

  headerValues(name: string): readonly string[] {
    this.#byName ??= grouped(this.headers.map(([key, value]) => [key.toLowerCase(), value]));
    return this.#byName.get(name.toLowerCase()) ?? [];
  }

  /** Every query parameter with its values, decoded. */
  get parameters(): ReadonlyMap<string, readonly string[]> {
    this.#parameters ??= grouped(new URLSearchParams(this.query));
    return this.#parameters;
  }

  /** The same request for another path. */
  withPath(path: string): HttpRequest {
    if (path === this.path) return this;
    return new HttpRequest({ ...this, target: this.query === '' ? path : `${path}?${this.query}` });
  }
}

/** A response ready to be sent: sending adds `content-length` and `x-amzn-requestid`. */
export interface HttpResponse {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

/** @param raw names and values in turn, as Node has them */
export function headerPairs(raw: readonly string[]): Header[] {
  const headers: Header[] = [];
  for (let at = 0; at < raw.length; at += 2) headers.push([raw[at] ?? '', raw[at + 1] ?? '']);
  return headers;
}

/** Values by name, in the order of their first appearance. */
export function grouped(pairs: Iterable<readonly [string, string]>): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const [name, value] of pairs) {
    const values = groups.get(name);
    if (values === undefined) groups.set(name, [value]);
    else values.push(value);
  }
  return groups;
}

/** Whether Node would send this header: names are tokens, values hold no control characters. */
export function isSendable([name, value]: Header): boolean {
  // By the characters that are allowed, so that the expression needs no control characters.
  return /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/.test(name) && /^[\t\x20-\x7e\x80-\xff]*$/.test(value);
}

// `GET http://host/path` means the same as `GET /path` (RFC 9112, 3.2.2).
function originForm(target: string): string {
  const absolute = target.match(/^https?:\/\/[^/?]*(.*)$/i);
  const path = absolute?.[1] ?? target;
  return path.startsWith('/') ? path : `/${path}`;
}
