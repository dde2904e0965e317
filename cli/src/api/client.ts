import { exitCodes, Failure } from '../exit.ts';
import type { Terminal } from '../terminal.ts';
import type { Endpoint } from './endpoint.ts';
import { ProblemError, readProblem } from './problem-error.ts';

export interface ApiRequest {
  readonly method?: 'GET' | 'PUT' | 'POST' | 'PATCH' | 'DELETE';
  /** From /v1 on, its parts encoded: see `path`. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Whether a repeat could do something else than the first: then one without a response is not repeated. */
  readonly once?: boolean;
}

export interface ApiResponse<Body> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

const attempts = 5;
/** A longer wait is the person's: the day's changes are used up, for instance. */
const longestWaitSeconds = 120;
/** API Gateway gives up after 29 seconds. */
const timeoutMilliseconds = 35_000;

/** Calls the operator API: signs, waits and repeats when told to, and throws the problems. */
export class Client {
  readonly #endpoint: Endpoint;
  readonly #terminal: Terminal;

  constructor(endpoint: Endpoint, terminal: Terminal) {
    this.#endpoint = endpoint;
    this.#terminal = terminal;
  }

  /**
   * @throws ProblemError
   * @throws Failure when there is no response
   */
  async call<Body>(request: ApiRequest): Promise<ApiResponse<Body>> {
    for (let attempt = 1; ; attempt++) {
      const response = await this.#send(request).catch((error: unknown) => {
        if (error instanceof Failure || request.once || attempt === attempts || isHopeless(error)) {
          throw error instanceof Failure ? error : this.#unreached(error);
        }
        return null;
      });
      if (response?.ok)
        return { status: response.status, body: await readBody<Body>(response), headers: response.headers };
      const problem = response && readProblem(response.status, await response.text());
      // The repeat of a deletion whose response was lost.
      if (problem?.status === 404 && request.method === 'DELETE' && attempt > 1) {
        return { status: 204, body: undefined as Body, headers: new Headers() };
      }
      const wait = problem ? waitSeconds(response) : 2 ** (attempt - 1);
      const isTransient = !problem || problem.status === 429 || problem.status === 503;
      if (problem && (!isTransient || attempt === attempts || wait > longestWaitSeconds)) {
        throw new ProblemError(wait > longestWaitSeconds ? withWait(problem, wait) : problem);
      }
      const reason = problem ? (problem.title ?? `status ${problem.status}`) : 'No response';
      this.#terminal.stderr.write(`${reason}. Trying again in ${wait} s (${attempt} of ${attempts - 1}).\n`);
      await this.#terminal.sleep(wait * 1000);
    }
  }

  /** All items of a list, page by page. */
  async *list<Item>(request: ApiRequest, pageSize = 100): AsyncGenerator<Item> {
    let cursor: string | undefined;
    do {
      const query = { ...request.query, limit: String(pageSize), cursor };
      const { body } = await this.call<{ items: Item[]; nextCursor: string | null }>({ ...request, query });
      yield* body.items;
      cursor = body.nextCursor ?? undefined;
    } while (cursor !== undefined);
  }

  async #send({ method = 'GET', path, query = {}, body, headers = {} }: ApiRequest): Promise<Response> {
    const { base, region, credentials } = this.#endpoint;
    const url = new URL(base + path);
    for (const [name, value] of Object.entries(query)) {
      if (value !== undefined) url.searchParams.set(name, value);
    }
    // As a signature writes it: a blank is %20.
    url.search = url.search.replaceAll('+', '%20');
    const text = body === undefined ? undefined : JSON.stringify(body);
    const { sign } = await import('./signer.ts');
    const signed = await sign(
      {
        method,
        url,
        headers: { ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
        body: text,
      },
      { credentials: await credentials(), region },
    );
    return this.#terminal.fetch(url, {
      method,
      headers: { ...signed, accept: 'application/json' },
      redirect: 'error',
      signal: AbortSignal.timeout(timeoutMilliseconds),
      ...(text !== undefined && { body: text }),
    });
  }

  #unreached(error: unknown): Failure {
    const { base } = this.#endpoint;
    const advice = base.startsWith('http://localhost:')
      ? 'Start the engine (npm start), or set PORT as it was set for the engine.'
      : 'Check the address and the network, then try again.';
    return new Failure(exitCodes.unavailable, `There is no response from ${base}: ${reasonOf(error)}.`, [
      advice,
    ]);
  }
}

/** A path of the API, its parts encoded: path`/v1/accounts/${id}` */
export function path(texts: TemplateStringsArray, ...parts: string[]): string {
  return texts.reduce((whole, text, i) => `${whole}${encodeURIComponent(parts[i - 1] ?? '')}${text}`);
}

async function readBody<Body>(response: Response): Promise<Body> {
  const text = await response.text();
  if (text === '') return undefined as Body;
  try {
    return JSON.parse(text);
  } catch {
    throw new ProblemError(readProblem(response.status, text));
  }
}

function waitSeconds(response: Response): number {
  const seconds = Number(response.headers.get('retry-after') ?? 1);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.ceil(seconds) : 1;
}

function withWait(problem: ReturnType<typeof readProblem>, seconds: number): typeof problem {
  return {
    ...problem,
    detail: `${problem.detail ?? ''} It asks to wait ${Math.ceil(seconds / 60)} minutes.`.trim(),
  };
}

function causeOf(error: unknown): { code?: string; message: string } {
  const cause = error instanceof Error ? (error.cause instanceof Error ? error.cause : error) : undefined;
  return cause ?? { message: String(error) };
}

/** Nobody listens, or there is no such host: a second later neither. */
function isHopeless(error: unknown): boolean {
  return ['ECONNREFUSED', 'ENOTFOUND', 'CERT_HAS_EXPIRED'].includes(causeOf(error).code ?? '');
}

function reasonOf(error: unknown): string {
  const { code, message } = causeOf(error);
  return code || message;
}
