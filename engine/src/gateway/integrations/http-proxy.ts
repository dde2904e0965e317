import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { readBody } from '../../http/body.ts';
import { type HttpResponse, headerPairs } from '../../http/message.ts';
import { isBinary } from '../binary.ts';
import type { ClientCertificate } from '../client-certificate.ts';
import type { Exchange } from '../exchange.ts';
import { GatewayError } from '../gateway-error.ts';
import { type OutgoingRequest, outgoingRequest } from './http-request.ts';
import type { Integration } from './integration-definition.ts';
import { responseHeaders } from './response-headers.ts';

/** API Gateway's limit for a response. */
const maxPayloadBytes = 10 * 1024 * 1024;

const httpAgent = new HttpAgent({ keepAlive: true });
const httpsAgent = new HttpsAgent({ keepAlive: true });

// A server may close an idle connection at the moment it is used again. Requests of these methods are then
// sent again; any other method gets a new connection.
const repeatable = new Set(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE']);

/**
 * Passes the request to another server and its response back (`HTTP_PROXY`).
 * @param certificate presented to a server that asks for one
 * @throws INTEGRATION_FAILURE if it can't be reached or breaks off, INTEGRATION_TIMEOUT if it takes too long
 */
export async function httpProxy(
  exchange: Exchange,
  integration: Integration,
  certificate: ClientCertificate | undefined,
): Promise<HttpResponse> {
  const outgoing = outgoingRequest(exchange, integration);
  const endsAt = performance.now() + integration.timeoutMs;
  const response = await send(outgoing, certificate, endsAt).catch((error: unknown) => {
    const isStale = error instanceof StaleConnectionError && repeatable.has(outgoing.method);
    if (isStale) return send(outgoing, certificate, endsAt);
    throw error;
  });
  if (isBinary(exchange.api.binaryMediaTypes, exchange.request.header('accept'))) return response;
  // Unless the caller accepts it as binary, the body passes as text, which damages it unless it is UTF-8.
  return { ...response, body: Buffer.from(response.body.toString()) };
}

class StaleConnectionError extends Error {}

function send(
  outgoing: OutgoingRequest,
  certificate: ClientCertificate | undefined,
  endsAt: number,
): Promise<HttpResponse> {
  return new Promise((resolve, reject) => {
    const request = open(outgoing, certificate);
    let hasResponse = false;
    const timer = setTimeout(() => fail(new GatewayError('INTEGRATION_TIMEOUT')), endsAt - performance.now());
    function fail(error: Error): void {
      clearTimeout(timer);
      reject(error);
      request.destroy();
    }
    request.on('error', (error) => {
      if (request.reusedSocket && !hasResponse) fail(new StaleConnectionError('', { cause: error }));
      else fail(new GatewayError(failureOf(error), { cause: error }));
    });
    request.on('response', (response) => {
      hasResponse = true;
      collect(response).then((whole) => {
        clearTimeout(timer);
        resolve(whole);
      }, fail);
    });
    request.end(outgoing.body);
  });
}

// AWS's documentation has a name that does not resolve as an error of configuration. A machine without a
// network reports it as a failed lookup.
function failureOf(error: NodeJS.ErrnoException): 'API_CONFIGURATION_ERROR' | 'INTEGRATION_FAILURE' {
  return error.syscall === 'getaddrinfo' ? 'API_CONFIGURATION_ERROR' : 'INTEGRATION_FAILURE';
}

function open(
  { protocol, hostname, port, method, path, headers }: OutgoingRequest,
  certificate: ClientCertificate | undefined,
): ClientRequest {
  const pooled = repeatable.has(method);
  const options = {
    hostname,
    port,
    method,
    path,
    headers: headers.flat(),
    setDefaultHeaders: false,
    setHost: false,
  };
  // The agent keeps connections with another certificate apart.
  if (protocol === 'https:')
    return httpsRequest({ ...options, ...certificate, agent: pooled ? httpsAgent : false });
  return httpRequest({ ...options, agent: pooled ? httpAgent : false });
}

async function collect(response: IncomingMessage): Promise<HttpResponse> {
  const body = await readBody(response, maxPayloadBytes).catch((error: unknown) => {
    throw new GatewayError('INTEGRATION_FAILURE', { cause: error });
  });
  // AWS responds with 500 to more than 10 MB, but doesn't document by which gateway response.
  if (body === 'too-large')
    throw new GatewayError('INTEGRATION_FAILURE', { status: 500, cause: 'more than 10 MB' });
  const headers = responseHeaders(headerPairs(response.rawHeaders));
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    status: response.statusCode ?? 502,
    headers: hasType ? headers : [['Content-Type', 'application/json'], ...headers],
    body: body.bytes,
  };
}
