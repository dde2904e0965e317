import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import type { AddressInfo } from 'node:net';
import { crc32 } from 'node:zlib';
import type { CannedAnswer } from '../setup/canned-answers.ts';

// Speaks DynamoDB's JSON protocol as far as a client sees it: answers that were prepared, over TLS and over plain HTTP. It
// checks no signature, so it is the same short work for whoever asks.
// Arguments: the folder of the certificate, the file of the answers, milliseconds to wait before each.

const [folder = '', answersFile = '', delay = '0'] = process.argv.slice(2);
const delayMilliseconds = Number(delay);
const answers: CannedAnswer[] = JSON.parse(readFileSync(answersFile, 'utf8'));
const prepared = answers.map(({ call, bodyContains, answer }) => ({
  target: `DynamoDB_20120810.${call}`,
  needle: Buffer.from(bodyContains),
  ...prepare(answer),
}));
const nothing = prepare({});
let requests = 0;

function prepare(answer: object) {
  const body = Buffer.from(JSON.stringify(answer));
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
    // All are looked at, so that finding nothing takes as long as finding the first.
    const [found] = prepared.filter((answer) => answer.target === target && body.includes(answer.needle));
    const { headers, body: text } = found ?? nothing;
    const send = () => response.writeHead(200, headers).end(text);
    if (delayMilliseconds > 0) setTimeout(send, delayMilliseconds);
    else send();
  });
};

const certificate = { cert: readFileSync(`${folder}/cert.pem`), key: readFileSync(`${folder}/key.pem`) };
const servers = [https.createServer(certificate, listener), http.createServer(listener)];
for (const server of servers) {
  // Connections wait for their next round as long as it takes, and no header tells the client otherwise.
  server.keepAliveTimeout = 0;
  await new Promise<void>((done) => server.listen(0, done));
}
const [tlsPort, plainPort] = servers.map((server) => (server.address() as AddressInfo).port);
process.on('message', () => process.send?.({ requests }));
process.on('disconnect', () => process.exit());
process.send?.({ tlsPort, plainPort });
