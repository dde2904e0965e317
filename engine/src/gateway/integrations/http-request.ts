import { type Header, isSendable } from '../../http/message.ts';
import { isBinary } from '../binary.ts';
import type { Exchange } from '../exchange.ts';
import { evaluate } from '../expressions.ts';
import { Fault } from '../faults.ts';
import type { Integration } from './integration-definition.ts';

/** What is sent to the server behind an HTTP integration. */
export interface OutgoingRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string | undefined;
  readonly method: string;
  /** With the query; bytes as the client sent them. */
  readonly path: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

// Headers that speak of one connection and not of the request (RFC 9110, 7.6.1). The framing is made anew, so that what
// this end took for one request can't be two at the other.
const connectionHeaders = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'keep-alive',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

/** The request with the integration's parameter mappings applied; whatever no mapping touches stays as it was. */
export function outgoingRequest(exchange: Exchange, integration: Integration): OutgoingRequest {
  const { api, request } = exchange;
  const [, protocol = '', authority = '', pathTemplate = '', query = ''] =
    integration.uri.match(/^(https?:)\/\/([^/?#]+)([^?#]*)\??([^#]*)/i) ?? [];
  if (authority === '')
    throw new Fault('API_CONFIGURATION_ERROR', { cause: `not an address: ${integration.uri}` });
  const [, hostname = authority, port] = authority.match(/^(.*?)(?::(\d+))?$/) ?? [];
  const path = fillPath(pathTemplate, exchange, integration.parameters);
  const queries = [query, mappedQuery(exchange, integration.parameters)].filter((text) => text !== '');
  // What is not declared binary passes as text, which is not what it was unless it was UTF-8.
  const binary = isBinary(api.binaryMediaTypes, request.header('content-type'));
  const body = binary ? request.body : Buffer.from(request.body.toString());
  return {
    protocol: protocol.toLowerCase(),
    hostname: hostname.replace(/^\[|\]$/g, ''),
    port,
    method: integration.httpMethod === 'ANY' ? request.method : (integration.httpMethod ?? 'GET'),
    path: (path === '' ? '/' : path) + (queries.length === 0 ? '' : `?${queries.join('&')}`),
    headers: outgoingHeaders(exchange, integration.parameters, authority, body),
    body,
  };
}

type Mappings = Readonly<Record<string, string>>;

// A path parameter that stands for one of the method's is passed on as it was sent, not decoded and encoded again.
function fillPath(template: string, exchange: Exchange, mappings: Mappings): string {
  return template.replace(/\{([^{}]+)\}/g, (_, name: string) => {
    const expression = mappings[`integration.request.path.${name}`] ?? `method.request.path.${name}`;
    const source = expression.match(/^method\.request\.path\.(.+)$/)?.[1];
    if (source !== undefined) return exchange.rawPathParameters[source] ?? '';
    return encodeURIComponent(evaluate(expression, exchange) ?? '');
  });
}

function mappedQuery(exchange: Exchange, mappings: Mappings): string {
  const prefix = 'integration.request.querystring.';
  const names = Object.keys(mappings).filter((destination) => destination.startsWith(prefix));
  if (names.length === 0) return exchange.request.query;
  const query = new URLSearchParams(exchange.request.query);
  for (const destination of names) {
    const value = evaluate(mappings[destination] ?? '', exchange);
    if (value !== undefined) query.set(destination.slice(prefix.length), value);
  }
  return query.toString();
}

// A mapping replaces what the client sent under that name, in whatever case, even when it has no value: else a client
// could give the value itself. One to an empty or blank text takes the header away.
function outgoingHeaders(exchange: Exchange, mappings: Mappings, host: string, body: Buffer): Header[] {
  const prefix = 'integration.request.header.';
  const { request } = exchange;
  const mapped = Object.entries(mappings)
    .filter(([destination]) => destination.startsWith(prefix))
    .map(
      ([destination, expression]) =>
        [destination.slice(prefix.length), (evaluate(expression, exchange) ?? '').trim()] as const,
    );
  const replaced = new Set(mapped.map(([name]) => name.toLowerCase()));
  const named = request.headerValues('connection').flatMap((value) => value.toLowerCase().split(/\s*,\s*/));
  const isKept = ([name]: Header) => {
    const key = name.toLowerCase();
    return !connectionHeaders.has(key) && !replaced.has(key) && !named.includes(key);
  };
  const hasBody = body.length > 0 || request.header('content-length') !== undefined;
  return [
    ['Host', host],
    ...request.headers.filter(isKept),
    ...mapped.filter((header) => header[1] !== '' && isSendable(header)),
    ...(hasBody ? [['Content-Length', String(body.length)] as const] : []),
  ];
}
