import type { FunctionHost } from '../../functions/function-host.ts';
import { type Header, type HttpResponse, isSendable } from '../../http/message.ts';
import { isBinary } from '../binary.ts';
import type { Exchange } from '../exchange.ts';
import { Fault, lambdaFault } from '../faults.ts';
import { proxyEvent } from '../lambda-events.ts';
import { responseHeaders } from './response-headers.ts';

/** Lambda's limit for what a function answers. */
const maxAnswerCharacters = 6 * 1024 * 1024;

/** Hands the whole request to a function and takes the whole answer from it (`AWS_PROXY`). */
export async function lambdaProxy(
  exchange: Exchange,
  host: FunctionHost,
  timeoutMs: number,
): Promise<HttpResponse> {
  const { api, request } = exchange;
  const event = proxyEvent(exchange, isBinary(api.binaryMediaTypes, request.header('content-type')));
  const invocation = await host.invoke(event, timeoutMs);
  if (invocation.kind === 'abandoned') throw new Fault('INTEGRATION_TIMEOUT');
  if (invocation.kind !== 'result' || invocation.result.length > maxAnswerCharacters)
    throw lambdaFault(invocation.kind);
  return parseAnswer(invocation.result, isBinary(api.binaryMediaTypes, request.header('accept')));
}

function parseAnswer(result: string, decodeBase64: boolean): HttpResponse {
  const value: unknown = JSON.parse(result);
  if (typeof value !== 'object' || value === null) throw lambdaFault('the answer is not a map');
  const answer: { [name: string]: unknown } = { ...value };
  const status = Number(answer.statusCode);
  if (!Number.isInteger(status) || status < 200 || status > 599)
    throw lambdaFault('statusCode is not a status');
  const { body = null, isBase64Encoded } = answer;
  if (body !== null && typeof body !== 'string') throw lambdaFault('body is not a string');
  const headers = responseHeaders(parseHeaders(answer.headers, answer.multiValueHeaders));
  const hasType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    status,
    headers: hasType ? headers : [['Content-Type', 'application/json'], ...headers],
    body: Buffer.from(body ?? '', isBase64Encoded === true && decodeBase64 ? 'base64' : 'utf8'),
  };
}

// A name in both maps takes its values from the second.
function parseHeaders(single: unknown, multiple: unknown): Header[] {
  const multi = entriesOf(multiple).flatMap(([name, values]) => {
    if (!Array.isArray(values)) throw lambdaFault('multiValueHeaders holds something that is not a list');
    return values.map((value): Header => [name, headerValue(value)]);
  });
  const taken = new Set(multi.map(([name]) => name.toLowerCase()));
  const plain = entriesOf(single)
    .filter(([name]) => !taken.has(name.toLowerCase()))
    .map(([name, value]): Header => [name, headerValue(value)]);
  const headers = [...plain, ...multi];
  if (!headers.every(isSendable)) throw lambdaFault('a header can not be sent');
  return headers;
}

function entriesOf(map: unknown): [string, unknown][] {
  if (map === undefined || map === null) return [];
  if (typeof map !== 'object' || Array.isArray(map)) throw lambdaFault('headers is not a map');
  return Object.entries(map);
}

function headerValue(value: unknown): string {
  if (!['string', 'number', 'boolean'].includes(typeof value)) throw lambdaFault('a header is not a scalar');
  return String(value);
}
