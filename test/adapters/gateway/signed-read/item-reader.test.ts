import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import {
  ItemReader,
  TableUnavailable,
} from '../../../../lambdas/adapters/gateway/signed-read/item-reader.ts';
import { Stopwatch } from '../../../support/stopwatch.ts';

type Respond = (response: ServerResponse, request: IncomingMessage) => void;

const item = '{"Item":{"digest":{"S":"d"},"expiresAt":{"N":"7"}}}';
const key = { pk: 'account', sk: 'KEY#key' };
let server: Server;
/** One response per request; the last one repeats. */
let script: Respond[];
let requests: { headers: IncomingMessage['headers']; body: string; port: number | undefined }[];

beforeEach(async () => {
  script = [ok(item)];
  requests = [];
  server = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    requests.push({ headers: request.headers, body, port: request.socket.remotePort });
    const respond = script.length > 1 ? script.shift() : script[0];
    respond?.(response, request);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
});
afterEach(async () => {
  server.closeAllConnections();
  await new Promise((done) => server.close(done));
});

/** No read fails because the machine is busy. */
const patient = { connectMilliseconds: 60_000, responseMilliseconds: 60_000 };
const impatient = { connectMilliseconds: 200, responseMilliseconds: 300 };
const reader = (changes: Partial<ConstructorParameters<typeof ItemReader>[0]> = {}) =>
  new ItemReader({
    region: 'us-east-1',
    endpoint: new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    tableName: 'table',
    credentials: () => ({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: undefined }),
    limits: patient,
    ...changes,
  });
const read = (from = reader()) => from.read(key, 'digest, expiresAt');
const found = { digest: { S: 'd' }, expiresAt: { N: '7' } };

const rejection = (error: string) => `The table rejected the read: ${error}`;

function ok(body: string): Respond {
  return (response) => response.end(body);
}

function reject(status: number, type: string, headers: Record<string, string> = {}): Respond {
  return (response) =>
    response
      .writeHead(status, headers)
      .end(JSON.stringify({ __type: `com.amazonaws.dynamodb.v20120810#${type}` }));
}

describe('reading an item', () => {
  it('is one strongly consistent GetItem', async () => {
    expect(await read()).toEqual(found);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.headers).toMatchObject({
      'x-amz-target': 'DynamoDB_20120810.GetItem',
      'content-type': 'application/x-amz-json-1.0',
    });
    expect(JSON.parse(requests[0]?.body ?? '')).toEqual({
      TableName: 'table',
      Key: { pk: { S: 'account' }, sk: { S: 'KEY#key' } },
      ProjectionExpression: 'digest, expiresAt',
      ConsistentRead: true,
    });
  });

  it('reads an attribute whose name is a reserved word by its alias', async () => {
    await reader().read(key, '#name, digest', { '#name': 'name' });
    expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({
      ProjectionExpression: '#name, digest',
      ExpressionAttributeNames: { '#name': 'name' },
      ConsistentRead: true,
    });
  });

  it('returns null if there is no item', async () => {
    script = [ok('{}')];
    expect(await read()).toBeNull();
  });

  it('uses one connection for 1,000 reads', async () => {
    const one = reader();
    for (let i = 0; i < 1_000; i++) await read(one);
    expect(new Set(requests.map(({ port }) => port)).size).toBe(1);
  });

  it('gets the credentials again for each read', async () => {
    let rotation = 0;
    const one = reader({
      credentials: () => ({
        accessKeyId: `id${++rotation}`,
        secretAccessKey: 'secret',
        sessionToken: `token${rotation}`,
      }),
    });
    await read(one);
    await read(one);
    expect(requests.map(({ headers }) => headers['x-amz-security-token'])).toEqual(['token1', 'token2']);
    expect(requests[1]?.headers.authorization).toContain('Credential=id2/');
  });
});

describe('a retry', () => {
  it.each<[string, Respond]>([
    ['a dead connection', (response) => response.destroy()],
    [
      'half a response',
      (response) => {
        response.writeHead(200, { 'content-length': '1000' });
        response.write('{"Item":');
        setImmediate(() => response.destroy());
      },
    ],
    ['a 500', reject(500, 'InternalServerError')],
    ['a 503 without a body', (response) => response.writeHead(503).end()],
    ['throttling', reject(400, 'ThrottlingException')],
    ['a table at its throughput limit', reject(400, 'ProvisionedThroughputExceededException')],
  ])('follows %s, over a new connection', async (_, failure) => {
    script = [failure, ok(item)];
    expect(await read()).toEqual(found);
    expect(requests).toHaveLength(2);
    expect(requests[0]?.port).not.toBe(requests[1]?.port);
  });

  it('follows no response in time, over a new connection', async () => {
    script = [() => {}, ok(item)];
    expect(await read(reader({ limits: { ...patient, responseMilliseconds: 2_000 } }))).toEqual(found);
    expect(requests).toHaveLength(2);
    expect(requests[0]?.port).not.toBe(requests[1]?.port);
  });

  it('follows a connection that died while the function was frozen', async () => {
    const one = reader();
    await read(one);
    server.closeAllConnections();
    expect(await read(one)).toEqual(found);
  });

  it('follows a connection that the service resets at the next request', async () => {
    const one = reader();
    await read(one);
    script = [(response) => response.socket?.resetAndDestroy(), ok(item)];
    expect(await read(one)).toEqual(found);
    const [before, stale, fresh] = requests.map(({ port }) => port);
    expect([requests.length, stale === before, fresh === before]).toEqual([3, true, false]);
  });

  it('follows a wrong clock, corrected by the time of the service, as are later reads', async () => {
    const serviceTime = new Date(Date.now() + 3_600_000);
    script = [reject(400, 'InvalidSignatureException', { date: serviceTime.toUTCString() }), ok(item)];
    const one = reader();
    expect(await read(one)).toEqual(found);
    await read(one);
    const hour = serviceTime.toISOString().slice(0, 13).replaceAll('-', '');
    expect(requests.slice(1).map(({ headers }) => String(headers['x-amz-date']).slice(0, 11))).toEqual([
      hour,
      hour,
    ]);
  });

  it('happens only once', async () => {
    script = [reject(500, 'InternalServerError')];
    await expect(read()).rejects.toThrow(new TableUnavailable(rejection('500 InternalServerError')));
    expect(requests).toHaveLength(2);
  });

  it.each([
    ['a wrong signature while the clock is right', 'InvalidSignatureException'],
    ['expired credentials', 'ExpiredTokenException'],
    ['missing permission', 'AccessDeniedException'],
    ['a missing table', 'ResourceNotFoundException'],
    ['an invalid request', 'ValidationException'],
  ])('does not follow %s', async (_, type) => {
    script = [reject(400, type, { date: new Date().toUTCString() })];
    const error = await read().catch((cause: unknown) => cause);
    expect(error).toEqual(new Error(rejection(`400 ${type}`)));
    // Not a transient error.
    expect(error).not.toBeInstanceOf(TableUnavailable);
    expect(requests).toHaveLength(1);
  });
});

describe('rejects a malformed response:', () => {
  it.each([
    ['not JSON', 'nonsense'],
    ['truncated JSON', '{"Item":{"digest":{"S":"d"'],
    ['empty', ''],
    ['null', 'null'],
    ['an array', '[]'],
    ['an item that is a string', '{"Item":"x"}'],
    ['an item of values without types', '{"Item":{"digest":"d"}}'],
    ['an item that is null', '{"Item":null}'],
  ])('%s', async (_, body) => {
    script = [ok(body)];
    await expect(read()).rejects.toBeInstanceOf(TableUnavailable);
  });

  it('too large', async () => {
    script = [ok(`{"Item":{"digest":{"S":"${'x'.repeat(200_000)}"}}}`)];
    await expect(read()).rejects.toThrow('too large');
  });

  it('a redirection', async () => {
    script = [(response) => response.writeHead(307, { location: 'http://127.0.0.1:1/' }).end()];
    await expect(read()).rejects.toThrow('307');
  });
});

describe('time limits', () => {
  it('end the wait for a response that trickles in', async () => {
    script = [
      (response) => {
        response.writeHead(200);
        const timer = setInterval(() => response.write(' '), 20);
        response.once('close', () => clearInterval(timer));
      },
    ];
    const stopwatch = new Stopwatch();
    await expect(read(reader({ limits: impatient }))).rejects.toThrow('no response in time');
    expect(stopwatch.stop()).toBeLessThan(2_000);
  });

  it('end the wait for a connection to a service that accepts none', async () => {
    const stopwatch = new Stopwatch();
    // A TLS endpoint that never shakes hands.
    const silent = createTcpServer(() => {});
    await once(silent.listen(0, '127.0.0.1'), 'listening');
    const endpoint = new URL(`https://127.0.0.1:${(silent.address() as AddressInfo).port}`);
    await expect(read(reader({ endpoint, limits: impatient }))).rejects.toThrow('no connection in time');
    expect(stopwatch.stop()).toBeLessThan(2_000);
    silent.close();
  });

  it('do not matter if nothing listens: the read fails at once', async () => {
    const error = await read(reader({ endpoint: new URL('http://127.0.0.1:1') })).catch((cause) => cause);
    expect(error).toBeInstanceOf(TableUnavailable);
    expect(error.message).toContain('ECONNREFUSED');
  });
});
