import { type Header, isSendable } from '../../http/message.ts';
import { isBinary } from '../binary.ts';
import type { Exchange } from '../exchange.ts';
import { evaluate } from '../expressions.ts';
import { GatewayError } from '../gateway-error.ts';
import { type Integration, requireMappable } from './integration-definition.ts';

/** The request to the server behind an HTTP integration. */
export interface OutgoingRequest {
  readonly protocol: string;
  readonly hostname: string;
  readonly port: string | undefined;
  readonly method: string;
  /** With the query, byte for byte as the client sent them. */
  readonly path: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

// Headers of one connection, not of the request (RFC 9110, 7.6.1). The request is framed again, so that one
// request here can't be two at the other end.
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

// Recorded on AWS: an upstream doesn't get these headers of the client either. A mapping may set them.
const withheld = new Set([
  'content-encoding',
  'content-md5',
  'max-forwards',
  'proxy-authenticate',
  'server',
  'www-authenticate',
]);

/**
 * The request with the integration's parameter mappings applied, without the headers that AWS withholds, and
 * with those that it adds. Everything else stays as it was.
 * @throws API_CONFIGURATION_ERROR
 */
export function outgoingRequest(exchange: Exchange, integration: Integration): OutgoingRequest {
  const { api, request } = exchange;
  requireMappable(integration, ['content-length', 'transfer-encoding']);
  const [, protocol = '', authority = '', pathTemplate = '', query = ''] =
    integration.uri.match(/^(https?:)\/\/([^/?#]+)([^?#]*)\??([^#]*)/i) ?? [];
  if (authority === '')
    throw new GatewayError('API_CONFIGURATION_ERROR', { cause: `not a URL: ${integration.uri}` });
  const [, hostname = authority, port] = authority.match(/^(.*?)(?::(\d+))?$/) ?? [];
  const path = fillPath(pathTemplate, exchange, integration.parameters);
  const queries = [query, mappedQuery(exchange, integration.parameters)].filter((text) => text !== '');
  // Unless declared binary, the body passes as text, which damages it unless it is UTF-8.
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

/** Set by the gateway. */
const added = new Set(['x-amzn-apigateway-api-id', 'x-amzn-trace-id']);

type Mappings = Readonly<Record<string, string>>;

// One of the method's own path parameters is passed as it was sent, not decoded and encoded again.
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

// A mapping replaces the client's header of that name, whatever its case, even if the mapping has no value:
// otherwise a client could set the value itself. A mapping to an empty or blank text removes the header.
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
    const isWithheld = connectionHeaders.has(key) || withheld.has(key) || added.has(key);
    return !isWithheld && !replaced.has(key) && !named.includes(key);
  };
  const hasBody = body.length > 0 || request.header('content-length') !== undefined;
  return [
    ['Host', host],
    ...request.headers.filter(isKept),
    ...mapped.filter((header) => header[1] !== '' && isSendable(header)),
    ['X-Amzn-Apigateway-Api-Id', exchange.api.id],
    ['X-Amzn-Trace-Id', exchange.traceId],
    ...(hasBody ? [['Content-Length', String(body.length)] as const] : []),
  ];
}
