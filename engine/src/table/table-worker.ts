import type { IncomingMessage } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import type { TableGrants } from '../iam/table-grants.ts';

// The thread of the embedded DynamoDB. TableHost, the only sender, sends the functions' grants or the request
// to close.
const { path }: { path: string | undefined } = workerData;
const immediate = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
const server = dynalite(path === undefined ? immediate : { ...immediate, path });
server.keepAliveTimeout = 60_000;

let grants: TableGrants = new Map();
const [serve] = server.listeners('request');
server.removeAllListeners('request');
server.on('request', (request, response) => {
  const refusal = refusalOf(request);
  if (refusal === undefined) serve?.call(server, request, response);
  else response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(refusal);
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  parentPort?.postMessage({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});

parentPort?.on('message', (message: TableGrants | 'close') => {
  if (message !== 'close') {
    grants = message;
    return;
  }
  server.closeAllConnections();
  server.close(() => {
    parentPort?.postMessage('closed');
    process.exit(0);
  });
});

/** DynamoDB's refusal of a call that the function's role does not grant; undefined if it does. */
function refusalOf({ headers }: IncomingMessage): string | undefined {
  const user = /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
  const operation = String(headers['x-amz-target']).split('.')[1] ?? '';
  if (grants.get(user)?.includes(operation) ?? true) return undefined;
  return JSON.stringify({
    __type: 'com.amazon.coral.service#AccessDeniedException',
    message: `The role of ${user} does not grant dynamodb:${operation}.`,
  });
}
