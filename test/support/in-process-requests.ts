import { EventEmitter } from 'node:events';
import type { Server } from 'node:http';
import type { DynamoDBClientConfig } from '@aws-sdk/client-dynamodb';

type RequestHandler = Extract<DynamoDBClientConfig['requestHandler'], { handle: unknown }>;
type Request = Parameters<RequestHandler['handle']>[0];
type Response = Awaited<ReturnType<RequestHandler['handle']>>['response'];

/**
 * Hands the SDK's requests to a server of the same process, without the cost of a connection. For the embedded DynamoDB,
 * which reads a body by its events and writes a response at once.
 */
export function inProcessRequests(server: Server): RequestHandler {
  return {
    handle: async (request: Request) => ({ response: await serve(server, request) }),
    destroy: () => undefined,
    updateHttpClientConfig: () => undefined,
    httpHandlerConfigs: () => ({}),
  };
}

function serve(server: Server, { method, path, headers, body }: Request): Promise<Response> {
  return new Promise((resolve) => {
    const incoming = Object.assign(new EventEmitter(), { method, url: path, headers });
    const received: Response = { statusCode: 200, headers: {}, body: undefined };
    const outgoing = {
      set statusCode(code: number) {
        received.statusCode = code;
      },
      setHeader: (name: string, value: unknown) => {
        received.headers[name.toLowerCase()] = String(value);
      },
      end: (text = '') => resolve({ ...received, body: Buffer.from(text) }),
    };
    server.emit('request', incoming, outgoing);
    // As late as it would come from elsewhere.
    setImmediate(() => {
      incoming.emit('data', Buffer.concat([body]));
      incoming.emit('end');
    });
  });
}
