import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

// An API behind the gateway that responds at once, below `/status/404` with that status. Argument: its port; 0 picks a free one.

const body = JSON.stringify({ hello: 'world' });
const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
const server = createServer((request, response) => {
  request.resume();
  const [, status = 200] = /^\/status\/(\d{3})/.exec(request.url ?? '') ?? [];
  response.writeHead(Number(status), headers).end(body);
});
server.keepAliveTimeout = 60_000;
server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', () => {
  process.send?.({ port: (server.address() as AddressInfo).port });
});
process.on('disconnect', () => process.exit());
