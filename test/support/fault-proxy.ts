import { once } from 'node:events';
import {
  createServer,
  request as httpRequest,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { signerOf } from '../../engine/src/iam/signer.ts';

/** What can happen to a call. Those that end in `-after` happen once the service has done what was asked. */
export const faults = [
  'reset',
  'reset-after',
  'half-response-after',
  'stalled-response-after',
  'throttled',
  'request-limit',
  'error-500',
  'error-503',
  'cut-short-after',
  'foreign-after',
  'html',
  'empty-after',
  'silent',
  'silent-after',
] as const;
type Fault = (typeof faults)[number];

/** What becomes of a call: a fault, a delay in milliseconds, or nothing out of the ordinary. */
export type Fate = Fault | number | null;

/** Decides about the n-th call (from 1), given its operation, such as `PutItem`, and the access key ID that signs it. */
type Plan = (n: number, operation: string, caller: string) => Fate;

interface TableResponse {
  status: number;
  body: Buffer;
  /** By which the table lets its response be checked. */
  checksum: string | undefined;
}

/** A service of AWS, in the form that its faults have on the wire. */
export interface ProxiedService {
  /** Names the operation of a call. */
  operationOf: (headers: IncomingHttpHeaders, body: Buffer) => string;
  contentType: string;
  /** A response to something else. */
  foreign: string;
  /** The body of a refusal. */
  refusal: (code: string) => string;
  /** The codes by which it throttles. */
  throttlings: Record<'throttled' | 'request-limit', string>;
}

const tableService: ProxiedService = {
  operationOf: (headers) => String(headers['x-amz-target']).split('.')[1] ?? '',
  contentType: 'application/x-amz-json-1.0',
  foreign: '[null, {"Item": 7}]',
  refusal: (code) =>
    JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${code}`, message: 'secret inside' }),
  throttlings: {
    throttled: 'ProvisionedThroughputExceededException',
    'request-limit': 'ThrottlingException',
  },
};

export const mailService: ProxiedService = {
  operationOf: (_, body) => new URLSearchParams(body.toString()).get('Action') ?? '',
  contentType: 'text/xml',
  foreign: '<ListIdentitiesResponse><ListIdentitiesResult/></ListIdentitiesResponse>',
  refusal: (code) =>
    `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/"><Error><Type>Sender</Type><Code>${code}</Code><Message>No.</Message></Error></ErrorResponse>`,
  throttlings: { throttled: 'Throttling', 'request-limit': 'LimitExceeded' },
};

/** Stands between functions and a service, and does to calls what networks and services do. */
export class FaultProxy {
  plan: Plan = () => null;
  calls = 0;
  readonly endpoint: string;
  readonly #server: Server;
  readonly #target: string;
  readonly #service: ProxiedService;

  private constructor(server: Server, target: string, service: ProxiedService) {
    this.#server = server;
    this.#target = target;
    this.#service = service;
    this.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    server.on('request', (request, response) => void this.#serve(request, response));
  }

  /** @param target address of the service behind it */
  static async open(target: string, service = tableService): Promise<FaultProxy> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    return new FaultProxy(server, target, service);
  }

  /** Plans anew, and counts the calls from 1 again. */
  replan(plan: Plan): void {
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
    const { headers } = request;
    const operation = this.#service.operationOf(headers, body);
    const fate = this.plan(this.calls, operation, signerOf(headers.authorization));
    if (fate === 'silent') return;
    if (fate === 'reset') return void request.socket.resetAndDestroy();
    if (typeof fate === 'number') await new Promise((done) => setTimeout(done, fate));
    const forwarded = this.#invent(fate) ?? (await this.#forward(request, body));
    if (fate === 'silent-after') return;
    if (fate === 'reset-after') return void request.socket.resetAndDestroy();
    const bytes = forwarded.status === 200 ? this.#spoil(fate, forwarded.body) : forwarded.body;
    const isWhole =
      forwarded.status !== 200 || (fate !== 'half-response-after' && fate !== 'stalled-response-after');
    const checksum = bytes === forwarded.body || fate === 'cut-short-after' ? forwarded.checksum : undefined;
    response.writeHead(forwarded.status, {
      'content-type': this.#service.contentType,
      ...(checksum !== undefined && { 'x-amz-crc32': checksum }),
      'content-length': isWhole ? bytes.length : bytes.length + 1,
    });
    if (isWhole) return void response.end(bytes);
    response.write(bytes.subarray(0, bytes.length / 2), () => {
      if (fate === 'half-response-after') request.socket.destroy();
    });
  }

  /** The response of a service that did nothing; undefined: it does what was asked. */
  #invent(fate: Fate): TableResponse | undefined {
    const { refusal, throttlings } = this.#service;
    const inventResponse = (status: number, body: string) => ({
      status,
      body: Buffer.from(body),
      checksum: undefined,
    });
    if (fate === 'throttled' || fate === 'request-limit')
      return inventResponse(400, refusal(throttlings[fate]));
    if (fate === 'error-500') return inventResponse(500, refusal('InternalServerError'));
    if (fate === 'error-503') return inventResponse(503, refusal('ServiceUnavailable'));
    if (fate === 'html') return inventResponse(502, '<html>Bad gateway</html>');
    return undefined;
  }

  /** What becomes of the body of a correct response. */
  #spoil(fate: Fate, body: Buffer): Buffer {
    if (fate === 'cut-short-after') return body.subarray(0, -1);
    if (fate === 'foreign-after') return Buffer.from(this.#service.foreign);
    return fate === 'empty-after' ? Buffer.alloc(0) : body;
  }

  #forward(request: IncomingMessage, body: Buffer): Promise<TableResponse> {
    return new Promise((resolve, reject) => {
      const { host: _, connection: __, ...headers } = request.headers;
      const forward = httpRequest(
        this.#target,
        { method: request.method ?? 'POST', headers },
        async (response) =>
          resolve({
            status: response.statusCode ?? 0,
            checksum: response.headers['x-amz-crc32'] as string | undefined,
            body: await readAll(response),
          }),
      );
      forward.on('error', reject);
      forward.end(body);
    });
  }
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
