import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import type { CannedResponse } from '../setup/canned-responses.ts';

// Speaks enough of DynamoDB's JSON protocol for a client: canned responses, over TLS and plain HTTP.
// It checks no signatures, so it does the same little work for every client.
// Arguments: the folder of the certificate, the file of the responses, the milliseconds to wait before each.

const [folder = '', responsesFile = '', delay = '0'] = process.argv.slice(2);
const delayMilliseconds = Number(delay);
const responses: CannedResponse[] = JSON.parse(readFileSync(responsesFile, 'utf8'));
const prepared = responses.map(({ call, bodyContains, response }) => ({
  target: `DynamoDB_20120810.${call}`,
  needle: Buffer.from(bodyContains),
  ...prepare(response),
}));
const nothing = prepare({});
let requests = 0;

function prepare(response: object) {
  const body = Buffer.from(JSON.stringify(response));
  return {
    body,
    headers: {
      server: 'Server',
      'content-type': 'application/x-amz-json-1.0',
      'content-length': body.length,
      'x-amzn-requestid': randomBytes(26).toString('hex').toUpperCase(),
      'x-amz-crc32': crc32(body),
    },
  };
}

const listener: http.RequestListener = (request, response) => {
  const chunks: Buffer[] = [];
  request.on('data', (chunk: Buffer) => chunks.push(chunk));
  request.on('end', () => {
    requests++;
    const body = Buffer.concat(chunks);
    const target = request.headers['x-amz-target'];
    // Checks them all, so that finding none takes as long as finding the first.
    const [found] = prepared.filter((canned) => canned.target === target && body.includes(canned.needle));
    const { headers, body: text } = found ?? nothing;
    const send = () => response.writeHead(200, headers).end(text);
    if (delayMilliseconds > 0) setTimeout(send, delayMilliseconds);
    else send();
  });
};

const certificate = { cert: readFileSync(`${folder}/cert.pem`), key: readFileSync(`${folder}/key.pem`) };
const servers = [https.createServer(certificate, listener), http.createServer(listener)];
for (const server of servers) {
  // Idle connections stay open until their next round, and no header tells the client otherwise.
  server.keepAliveTimeout = 0;
  await new Promise<void>((done) => server.listen(0, done));
}
const [tlsPort, plainPort] = servers.map((server) => (server.address() as AddressInfo).port);
process.on('message', () => process.send?.({ requests }));
process.on('disconnect', () => process.exit());
process.send?.({ tlsPort, plainPort });
