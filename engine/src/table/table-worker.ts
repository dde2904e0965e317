import type { IncomingMessage } from 'node:http';
import { parentPort, workerData } from 'node:worker_threads';
import dynalite from 'dynalite';
import { signerOf } from '../iam/signer.ts';
import { allows, asksForItems } from '../iam/table-grants.ts';
import type { Restrictions } from './restrictions.ts';

// The thread of the embedded DynamoDB. TableHost, the only sender, sends the functions' grants or the request
// to close.
const { path }: { path: string | undefined } = workerData;
/** Bodies that have been read before the embedded DynamoDB could. */
const bodies = new WeakMap<IncomingMessage, Buffer>();
const immediate = { createTableMs: 0, deleteTableMs: 0, updateTableMs: 0 };
const server = dynalite(path === undefined ? immediate : { ...immediate, path });
server.keepAliveTimeout = 60_000;

let restrictions: Restrictions = { grants: new Map(), partitionKeys: new Map() };
const [serve] = server.listeners('request');
server.removeAllListeners('request');
server.on('request', (request, response) => {
  void requireGrant(request).then((refusal) => {
    if (refusal !== undefined) {
      response.writeHead(400, { 'content-type': 'application/x-amz-json-1.0' }).end(refusal);
      return;
    }
    serve?.call(server, request, response);
    // Has been read to decide on it, which is when it would have come.
    const body = bodies.get(request);
    if (body) {
      request.emit('data', body);
      request.emit('end');
    }
  });
});

server.listen(0, '127.0.0.1', () => {
  const address = server.address();
  parentPort?.postMessage({ port: typeof address === 'object' && address !== null ? address.port : 0 });
});

parentPort?.on('message', (message: Restrictions | 'close') => {
  if (message !== 'close') {
    restrictions = message;
    return;
  }
  server.closeAllConnections();
  server.close(() => {
    parentPort?.postMessage('closed');
    process.exit(0);
  });
});

/** DynamoDB's refusal of a call that the function's role does not grant; undefined if it does. */
async function requireGrant(request: IncomingMessage): Promise<string | undefined> {
  const { headers } = request;
  const user = signerOf(headers.authorization);
  const operation = String(headers['x-amz-target']).split('.')[1] ?? '';
  const grant = restrictions.grants.get(user);
  if (grant === undefined) return undefined;
  const keys = asksForItems(grant, operation) ? await readPartitionKeys(request) : undefined;
  if (allows(grant, operation, keys)) return undefined;
  return JSON.stringify({
    __type: 'com.amazon.coral.service#AccessDeniedException',
    message: `The role of ${user} does not grant dynamodb:${operation}.`,
  });
}

/** Of the one item that a call is about; undefined for a call about none or several. */
async function readPartitionKeys(request: IncomingMessage): Promise<string[] | undefined> {
  const body = Buffer.concat(await request.toArray());
  bodies.set(request, body);
  const { TableName = '', Key, Item } = JSON.parse(body.toString()) as ItemCall;
  const key = (Key ?? Item)?.[restrictions.partitionKeys.get(TableName) ?? ''];
  return key?.S === undefined ? undefined : [key.S];
}

interface ItemCall {
  readonly TableName?: string;
  readonly Key?: Readonly<Record<string, { S?: string }>>;
  readonly Item?: Readonly<Record<string, { S?: string }>>;
}
