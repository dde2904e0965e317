import { connect } from 'node:net';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Assembly } from '../../src/assembly/assembly.ts';
import { Clock } from '../../src/clock/clock.ts';
import { FunctionLog } from '../../src/functions/function-log.ts';
import { Functions } from '../../src/functions/functions.ts';
import { loadClientCertificate } from '../../src/gateway/client-certificate.ts';
import { Gateway } from '../../src/gateway/gateway.ts';
import { readRestApi } from '../../src/gateway/rest-api.ts';
import { close, listen } from '../../src/http/ports.ts';
import { listenerFor } from '../../src/http/responder.ts';
import { createEngineServer } from '../../src/http/server.ts';
import { MutualUpstream } from './mutual-upstream.ts';
import { synthesize } from './synthesize.ts';
import { Upstream } from './upstream.ts';

/** Only ends a start that hangs: a busy machine may be slow. */
export const startMs = 600_000;

/** The APIs of a fixture, each on its own port, without the rest of the engine. */
export class Gateways {
  readonly clock = new Clock();
  readonly upstream: Upstream;
  /** The gateways' log of failed calls. */
  readonly log: string[] = [];
  /** The lines of access logs, with the group that each went to. */
  readonly accessLog: { logGroup: string; line: string }[] = [];
  readonly #ports = new Map<string, number>();
  readonly #closers: (() => Promise<void>)[] = [];

  private constructor(upstream: Upstream) {
    this.upstream = upstream;
    this.#closers.push(() => upstream.close());
  }

  /** @param fixture an app of `fixtures/` */
  static async start(fixture = 'gateway-app'): Promise<Gateways> {
    const gateways = new Gateways(await Upstream.start());
    const assembly = new Assembly(await synthesize(fixture));
    assembly.addLocalAddress(/http:\/\/upstream\.invalid/g, gateways.upstream.url);
    const certificate = await loadClientCertificate(undefined);
    const mutual = await MutualUpstream.start(certificate.cert);
    gateways.#closers.push(() => mutual.close());
    assembly.addLocalAddress(/https:\/\/mutual\.invalid/g, mutual.url);
    const functions = new Functions(assembly, {}, gateways.clock, new FunctionLog(undefined));
    gateways.#closers.push(() => functions.close());
    const verifier = {
      verify: async (token: string) =>
        token === 'good' ? { sub: 'me', exp: 0, groups: ['a', 'b'] } : undefined,
    };
    for (const resource of assembly.resources('AWS::ApiGateway::RestApi')) {
      const api = readRestApi(resource, assembly);
      const gateway = new Gateway(
        api,
        functions,
        verifier,
        gateways.clock,
        (line) => gateways.log.push(line),
        (logGroup, line) => gateways.accessLog.push({ logGroup, line }),
        certificate,
      );
      const server = createEngineServer(listenerFor(gateway));
      gateways.#ports.set(resource.text('Name'), await listen(server, 0));
      gateways.#closers.push(() => close(server));
    }
    await functions.warm();
    return gateways;
  }

  /** @param api its name in the fixture */
  url(path: string, api = 'Api'): string {
    return `http://127.0.0.1:${this.#ports.get(api)}${path}`;
  }

  fetch(path: string, init: RequestInit & { api?: string } = {}): Promise<Response> {
    return fetch(this.url(path, init.api), init);
  }

  /**
   * Sends the characters as bytes. They must ask to close the connection, or be refused.
   * @param api its name in the fixture
   * @returns everything that is sent back
   */
  raw(text: string, api = 'Api'): Promise<string> {
    return new Promise((resolve, reject) => {
      let received = '';
      const socket = connect(this.#ports.get(api) ?? 0, '127.0.0.1', () => socket.write(text, 'latin1'));
      socket.setEncoding('latin1');
      socket.on('data', (chunk: string) => {
        received += chunk;
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(received));
    });
  }

  async close(): Promise<void> {
    for (const closer of this.#closers.toReversed()) await closer();
  }
}

/** The fixture function's response, unless it is told another. */
export interface EchoResponse {
  readonly event: APIGatewayProxyEvent;
  readonly facts: {
    readonly now: string;
    readonly calls: number;
    readonly remaining: number;
    readonly env: Readonly<Record<string, string>>;
  };
}

/** @throws if the response is not 200 */
export async function echoed(response: Response | Promise<Response>): Promise<EchoResponse> {
  const whole = await response;
  expect(whole.status).toBe(200);
  // The fixture's format.
  return (await whole.json()) as EchoResponse;
}

/** The `authorization` header that tells the fixture's authorizer what to return. */
export function order(what: object): { authorization: string } {
  return { authorization: Buffer.from(JSON.stringify(what)).toString('base64') };
}

/** The `x-response` header that tells the fixture's function what to return. */
export function respondWith(what: object): { 'x-response': string } {
  return { 'x-response': JSON.stringify(what) };
}
