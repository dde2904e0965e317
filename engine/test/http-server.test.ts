import { once } from 'node:events';
import type { Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { readBody } from '../src/http/body.ts';
import { createEngineServer } from '../src/http/server.ts';

let server: Server;
let printed: jest.SpyInstance;
let failed: Promise<void>;

beforeEach(async () => {
  printed = jest.spyOn(console, 'error').mockImplementation(() => {});
  const { promise, resolve } = Promise.withResolvers<void>();
  failed = promise;
  server = createEngineServer(async (request) => {
    try {
      await readBody(request, 1_000);
      throw new Error('a bug in the engine');
    } finally {
      setImmediate(resolve);
    }
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
  jest.restoreAllMocks();
});

/** Everything sent back for these bytes until the connection ends. */
async function responseTo(bytes: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let received = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    received += text;
  });
  socket.end(bytes);
  await once(socket, 'close');
  return received;
}

it.each([
  ['without a body', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
  ['with a body', 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc'],
])('prints a bug in the engine, without revealing it in the response to a request %s', async (_, request) => {
  const response = await responseTo(request);
  expect(response).toMatch(/^HTTP\/1.1 500 /);
  expect(response).not.toContain('a bug in the engine');
  expect(printed).toHaveBeenCalledWith(expect.objectContaining({ message: 'a bug in the engine' }));
});

it('prints nothing when the client aborts its request', async () => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc');
  await once(server, 'request');
  socket.resetAndDestroy();
  await failed;
  expect(printed).not.toHaveBeenCalled();
});
