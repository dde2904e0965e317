import { connect } from 'node:net';
import type { APIGatewayProxyEvent } from 'aws-lambda';
import { Assembly } from '../../src/assembly/assembly.ts';
import { Clock } from '../../src/clock/clock.ts';
import { FunctionLog } from '../../src/functions/function-log.ts';
import { Functions } from '../../src/functions/functions.ts';
import { Gateway } from '../../src/gateway/gateway.ts';
import { readRestApi } from '../../src/gateway/rest-api.ts';
import { close, listen } from '../../src/http/ports.ts';
import { listenerFor } from '../../src/http/responder.ts';
import { createEngineServer } from '../../src/http/server.ts';
import { synthesize } from './synthesize.ts';
import { Upstream } from './upstream.ts';

/** Ends a start that hangs; a busy machine may take its time. */
export const startMs = 600_000;

/** The APIs of the fixture `gateway-app`, each on a port of its own, without the rest of the engine. */
export class Gateways {
  readonly clock = new Clock();
  readonly upstream: Upstream;
  /** What the gateways logged about calls that failed. */
  readonly log: string[] = [];
  readonly #ports = new Map<string, number>();
  readonly #closers: (() => Promise<void>)[] = [];

  private constructor(upstream: Upstream) {
    this.upstream = upstream;
    this.#closers.push(() => upstream.close());
  }

  static async start(): Promise<Gateways> {
    const gateways = new Gateways(await Upstream.start());
    const assembly = new Assembly(await synthesize('gateway-app'));
    assembly.addLocalAddress(/http:\/\/upstream\.invalid/g, gateways.upstream.url);
    const functions = new Functions(assembly, {}, gateways.clock, new FunctionLog(undefined));
    gateways.#closers.push(() => functions.close());
    const verifier = {
      verify: async (token: string) =>
        token === 'good' ? { sub: 'me', exp: 0, groups: ['a', 'b'] } : undefined,
    };
    for (const resource of assembly.resources('AWS::ApiGateway::RestApi')) {
      const api = readRestApi(resource, assembly);
      const gateway = new Gateway(api, functions, verifier, gateways.clock, (line) =>
        gateways.log.push(line),
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

  /** Sends the characters as bytes, as they are. They must ask for the connection to be closed, or be refused. @returns everything that comes back */
  raw(text: string): Promise<string> {
    return new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(this.#ports.get('Api') ?? 0, '127.0.0.1', () => socket.write(text, 'latin1'));
      socket.setEncoding('latin1');
      socket.on('data', (chunk: string) => {
        answer += chunk;
      });
      socket.on('error', reject);
      socket.on('close', () => resolve(answer));
    });
  }

  async close(): Promise<void> {
    for (const closer of this.#closers.toReversed()) await closer();
  }
}

/** What the fixture's function answers when it isn't told anything else. */
export interface EchoAnswer {
  readonly event: APIGatewayProxyEvent;
  readonly facts: {
    readonly now: string;
    readonly calls: number;
    readonly remaining: number;
    readonly env: Readonly<Record<string, string>>;
  };
}

/** @throws when the answer is no success */
export async function echoed(response: Response | Promise<Response>): Promise<EchoAnswer> {
  const answered = await response;
  expect(answered.status).toBe(200);
  // What the fixture's function writes.
  return (await answered.json()) as EchoAnswer;
}

/** The `authorization` header that makes the fixture's authorizer answer as told. */
export function order(what: object): { authorization: string } {
  return { authorization: Buffer.from(JSON.stringify(what)).toString('base64') };
}

/** The `x-answer` header that makes the fixture's function answer as told. */
export function answer(what: object): { 'x-answer': string } {
  return { 'x-answer': JSON.stringify(what) };
}
