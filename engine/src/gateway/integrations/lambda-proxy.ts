import type { FunctionHost } from '../../functions/function-host.ts';
import { type Header, type HttpResponse, isSendable } from '../../http/message.ts';
import { isBinary } from '../binary.ts';
import type { Exchange } from '../exchange.ts';
import { GatewayError, lambdaError } from '../gateway-error.ts';
import { proxyEvent } from '../lambda-events.ts';
import { type Integration, requireMappable } from './integration-definition.ts';
import { responseHeaders } from './response-headers.ts';

/** Lambda's limit for a function's response. */
const maxResponseCharacters = 6 * 1024 * 1024;

/** Passes the whole request to a function, which returns the whole response (`AWS_PROXY`). */
export async function lambdaProxy(
  exchange: Exchange,
  host: FunctionHost,
  integration: Integration,
): Promise<HttpResponse> {
  const { api, request } = exchange;
  requireMappable(integration, unmappable);
  const event = proxyEvent(exchange, isBinary(api.binaryMediaTypes, request.header('content-type')));
  const invocation = await host.invoke(event, integration.timeoutMs);
  if (invocation.kind === 'abandoned') throw new GatewayError('INTEGRATION_TIMEOUT');
  if (invocation.kind !== 'result' || invocation.result.length > maxResponseCharacters)
    throw lambdaError(invocation.kind);
  const response = parseResponse(invocation.result, isBinary(api.binaryMediaTypes, request.header('accept')));
  return { ...response, headers: [...response.headers, ['X-Amzn-Trace-Id', exchange.traceId]] };
}

// Headers that a mapping must not set, by what was recorded on AWS. Mappings to any other are ignored.
const unmappable = [
  'authorization',
  'connection',
  'content-length',
  'expect',
  'proxy-authenticate',
  'te',
  'transfer-encoding',
];

/** Every member that a function may return. */
const members = new Set(['statusCode', 'headers', 'multiValueHeaders', 'body', 'isBase64Encoded']);

function parseResponse(result: string, decodeBase64: boolean): HttpResponse {
  const value: unknown = JSON.parse(result);
  if (typeof value !== 'object' || value === null) throw lambdaError('the response is not a map');
  const response: { [name: string]: unknown } = { ...value };
  const names = Object.keys(response);
  if (names.length === 0) throw lambdaError('the response is empty');
  const unknown = names.find((name) => !members.has(name));
  if (unknown !== undefined) throw lambdaError(`the response has the unknown member ${unknown}`);
  const { statusCode = 200 } = response;
  const status = Number(statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw lambdaError('statusCode is not a status');
  const { body = null, isBase64Encoded } = response;
  if (body !== null && typeof body !== 'string') throw lambdaError('body is not a string');
  const headers = responseHeaders(parseHeaders(response.headers, response.multiValueHeaders));
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    status,
    headers: hasType ? headers : [['Content-Type', 'application/json'], ...headers],
    body: Buffer.from(body ?? '', isBase64Encoded === true && decodeBase64 ? 'base64' : 'utf8'),
  };
}

// A name in both maps has all values, those of the second map first. A pair in both counts once.
function parseHeaders(single: unknown, multiple: unknown): Header[] {
  const multi = entriesOf(multiple).flatMap(([name, values]) => {
    if (!Array.isArray(values)) throw lambdaError('a value in multiValueHeaders is not a list');
    return values.map((value): Header => [name, headerValue(value)]);
  });
  const isSame =
    ([name, value]: Header) =>
    ([other, otherValue]: Header) =>
      name.toLowerCase() === other.toLowerCase() && value === otherValue;
  const plain = entriesOf(single)
    .map(([name, value]): Header => [name, headerValue(value)])
    .filter((header) => !multi.some(isSame(header)));
  const headers = [...multi, ...plain];
  if (!headers.every(isSendable)) throw lambdaError('a header cannot be sent');
  return headers;
}

function entriesOf(map: unknown): [string, unknown][] {
  if (map === undefined || map === null) return [];
  if (typeof map !== 'object' || Array.isArray(map)) throw lambdaError('headers is not a map');
  return Object.entries(map);
}

function headerValue(value: unknown): string {
  if (!['string', 'number', 'boolean'].includes(typeof value)) throw lambdaError('a header is not a scalar');
  return String(value);
}
