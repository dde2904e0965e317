import type { IncomingMessage } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import type { TableGrants } from '../iam/table-grants.ts';

// The thread that holds the embedded DynamoDB. The only sender is TableHost: the grants of the functions, or that it is to end.
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

/** What DynamoDB answers to a function whose role does not grant the call; undefined when it does. */
function refusalOf({ headers }: IncomingMessage): string | undefined {
  const user = /Credential=([^/]+)/.exec(headers.authorization ?? '')?.[1] ?? '';
  const operation = String(headers['x-amz-target']).split('.')[1] ?? '';
  if (grants.get(user)?.includes(operation) ?? true) return undefined;
  return JSON.stringify({
    __type: 'com.amazon.coral.service#AccessDeniedException',
    message: `The role of ${user} does not grant dynamodb:${operation}.`,
  });
}
