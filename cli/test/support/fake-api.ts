import { Readable } from 'node:stream';
import { run } from '../../src/run.ts';
import type { Terminal } from '../../src/terminal.ts';

export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export interface Reply {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

type Answer = (call: Call, parts: Readonly<Record<string, string>>) => Reply | Error;

/** Answers as the operator API would, without a server: calls without a signature are refused. */
export class FakeApi {
  readonly calls: Call[] = [];
  readonly #routes: { method: string; form: RegExp; answer: Answer }[] = [];

  /** @param route such as `GET /v1/accounts/{accountId}`; the last one that fits answers */
  on(route: string, answer: Answer | Reply): this {
    const [method = '', path = ''] = route.split(' ');
    const form = new RegExp(`^${path.replace(/\{(\w+)\}/g, '(?<$1>[^/]+)')}$`);
    this.#routes.unshift({ method, form, answer: typeof answer === 'function' ? answer : () => answer });
    return this;
  }

  /** The calls as `GET /v1/…`, without their queries. */
  get lines(): string[] {
    return this.calls.map(({ method, path }) => `${method} ${path}`);
  }

  readonly fetch: typeof fetch = async (input, init = {}) => {
    const url = new URL(String(input));
    const headers = Object.fromEntries(new Headers(init.headers));
    const call: Call = {
      method: init.method ?? 'GET',
      path: url.pathname,
      query: Object.fromEntries(url.searchParams),
      headers,
      body: init.body === undefined ? undefined : JSON.parse(String(init.body)),
    };
    this.calls.push(call);
    const reply = this.#answer(call);
    if (reply instanceof Error) throw new TypeError('fetch failed', { cause: reply });
    const { status = 200, body } = reply;
    return new Response(body === undefined ? null : JSON.stringify(body), {
      status,
      headers: reply.headers ?? {},
    });
  };

  #answer(call: Call): Reply | Error {
    const { authorization = '', 'x-amz-date': date } = call.headers;
    if (!/^AWS4-HMAC-SHA256 Credential=\w+\/\d{8}\/[a-z0-9-]+\/execute-api\//.test(authorization) || !date) {
      return problem(403, 'signature_missing');
    }
    for (const { method, form, answer } of this.#routes) {
      const parts = method === call.method && form.exec(call.path);
      if (parts) return answer(call, parts.groups ?? {});
    }
    return problem(404, 'not_found');
  }
}

/** A problem document as the API's. */
export function problem(
  status: number,
  code: string,
  more: object = {},
  headers: Record<string, string> = {},
): Reply {
  const body = {
    type: `https://latchkey/${code}`,
    title: `Title of ${code}`,
    status,
    detail: `Do about ${code}.`,
    code,
    requestId: 'request-1',
  };
  return { status, body: { ...body, ...more }, headers };
}

export interface Ran {
  readonly exitCode: number;
  readonly stdout: string;
  readonly stderr: string;
  /** How long it waited, in milliseconds. */
  readonly waits: readonly number[];
}

interface Surroundings {
  /** Lines, or what is typed on a terminal. */
  readonly stdin?: Iterable<string> | Readable;
  /** Columns of a terminal; absent: a pipe. */
  readonly columns?: number;
  readonly colours?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs the program in this process, as on a command line. */
export async function latchkey(
  api: { fetch: typeof fetch },
  args: readonly string[],
  { stdin = [], columns, colours = false, env = {} }: Surroundings = {},
): Promise<Ran> {
  const written = { stdout: '', stderr: '' };
  const waits: number[] = [];
  const isTTY = columns !== undefined;
  const output = (name: keyof typeof written) => ({
    write(text: string) {
      written[name] += text;
    },
    hasColors: () => colours,
    ...(isTTY && { isTTY, columns }),
  });
  const terminal: Terminal = {
    stdin: Object.assign(stdin instanceof Readable ? stdin : Readable.from(stdin), { isTTY }),
    stdout: output('stdout'),
    stderr: output('stderr'),
    env,
    fetch: api.fetch,
    sleep: async (milliseconds) => void waits.push(milliseconds),
  };
  const exitCode = await run(args, terminal);
  return { exitCode, ...written, waits };
}
