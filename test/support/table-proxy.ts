import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';

/** What can happen to a call of the table. Those that end in `-after` happen once the table has done what was asked. */
export const tableFaults = [
  'reset',
  'reset-after',
  'half-answer-after',
  'stalled-answer-after',
  'throttled',
  'request-limit',
  'error-500',
  'error-503',
  'not-json-after',
  'other-json-after',
  'html',
  'empty-after',
  'silent',
  'silent-after',
] as const;
export type TableFault = (typeof tableFaults)[number];

/** What becomes of a call: a fault, a delay in milliseconds, or nothing out of the ordinary. */
export type Fate = TableFault | number | null;

interface TableAnswer {
  status: number;
  body: Buffer;
  headers: IncomingMessage['headers'];
}

/** Stands between functions and their table, and does to calls what networks and services do. */
export class TableProxy {
  /** Decides about the n-th call (from 1), which names the operation, such as `PutItem`. */
  plan: (n: number, operation: string) => Fate = () => null;
  calls = 0;
  readonly endpoint: string;
  readonly #server: Server;
  readonly #table: string;

  private constructor(server: Server, table: string) {
    this.#server = server;
    this.#table = table;
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  /** @param table address of the table behind it */
  static async open(table: string): Promise<TableProxy> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new TableProxy(server, table);
  }

  /** Plans anew, and counts the calls from 1 again. */
  replan(plan: (n: number, operation: string) => Fate): void {
    this.plan = plan;
    this.calls = 0;
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((done) => this.#server.close(done));
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = await readAll(request);
    this.calls += 1;
    const fate = this.plan(this.calls, String(request.headers['x-amz-target']).split('.')[1] ?? '');
    if (fate === 'silent') return;
    if (fate === 'reset') return void request.socket.resetAndDestroy();
    if (typeof fate === 'number') await new Promise((done) => setTimeout(done, fate));
    const made = fate === null || typeof fate === 'number' ? undefined : inventedAnswers[fate];
    const answer = made ?? (await this.#forward(request, body));
    if (fate === 'silent-after') return;
    if (fate === 'reset-after') return void request.socket.resetAndDestroy();
    if (answer.status !== 200) return send(response, answer.status, answer.body, answer.headers);
    if (fate === 'not-json-after') return send(response, 200, answer.body.subarray(0, -1), answer.headers);
    if (fate === 'other-json-after') return send(response, 200, Buffer.from('[null, {"Item": 7}]'));
    if (fate === 'empty-after') return send(response, 200, Buffer.alloc(0));
    if (fate !== 'half-answer-after' && fate !== 'stalled-answer-after')
      return send(response, answer.status, answer.body, answer.headers);
    response.writeHead(answer.status, { ...jsonType, 'content-length': answer.body.length + 1 });
    response.write(answer.body.subarray(0, answer.body.length / 2), () => {
      if (fate === 'half-answer-after') request.socket.destroy();
    });
  }

  #forward(request: IncomingMessage, body: Buffer): Promise<TableAnswer> {
    return new Promise((resolve, reject) => {
      const { host: _, connection: __, ...headers } = request.headers;
      const forwarded = httpRequest(
        this.#table,
        { method: request.method ?? 'POST', headers },
        async (response) =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: await readAll(response),
          }),
      );
      forwarded.on('error', reject);
      forwarded.end(body);
    });
  }
}

const jsonType = { 'content-type': 'application/x-amz-json-1.0' };

/** Answers of a table that did nothing. */
const inventedAnswers: Partial<Record<TableFault, TableAnswer>> = {
  throttled: refusal(400, 'com.amazonaws.dynamodb.v20120810#ProvisionedThroughputExceededException'),
  'request-limit': refusal(400, 'com.amazon.coral.availability#ThrottlingException'),
  'error-500': refusal(500, 'com.amazonaws.dynamodb.v20120810#InternalServerError'),
  'error-503': refusal(503, 'com.amazon.coral.availability#ServiceUnavailable'),
  html: { status: 502, headers: {}, body: Buffer.from('<html>Bad gateway</html>') },
};

function refusal(status: number, type: string): TableAnswer {
  return {
    status,
    headers: {},
    body: Buffer.from(JSON.stringify({ __type: type, message: 'secret inside' })),
  };
}

/** @param headers those of the table's own answer: its checksum goes with it */
function send(
  response: ServerResponse,
  status: number,
  body: Buffer,
  headers: IncomingMessage['headers'] = {},
): void {
  const checksum = headers['x-amz-crc32'];
  const sum = checksum === undefined ? {} : { 'x-amz-crc32': checksum };
  response.writeHead(status, { ...jsonType, ...sum, 'content-length': body.length }).end(body);
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
