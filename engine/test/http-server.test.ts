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
      throw new Error('a fault of the engine');
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

/** All that comes back for these bytes until the connection ends. */
async function answerTo(bytes: string): Promise<string> {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  socket.end(bytes);
  await once(socket, 'close');
  return answer;
}

it.each([
  ['without a body', 'GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n'],
  ['with one', 'POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc'],
])('prints a fault of the engine, which a request %s is answered without a word of', async (_, request) => {
  const answer = await answerTo(request);
  expect(answer).toMatch(/^HTTP\/1.1 500 /);
  expect(answer).not.toContain('a fault of the engine');
  expect(printed).toHaveBeenCalledWith(expect.objectContaining({ message: 'a fault of the engine' }));
});

it('prints nothing when the client left in the middle of its request', async () => {
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nabc');
  await once(server, 'request');
  socket.resetAndDestroy();
  await failed;
  expect(printed).not.toHaveBeenCalled();
});
