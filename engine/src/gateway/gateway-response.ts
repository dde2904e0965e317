import { type Header, type HttpResponse, isSendable } from '../http/message.ts';
import type { Exchange } from './exchange.ts';
import { evaluate, fillIn } from './expressions.ts';
import type { GatewayError } from './gateway-error.ts';
import type { GatewayResponse } from './rest-api.ts';

const defaultTemplates = { 'application/json': '{"message":$context.error.messageString}' };

/**
 * The gateway's own response to an error: the API's response for its type, or else for its class, or else
 * AWS's default.
 */
export function errorResponse(error: GatewayError, exchange: Exchange): HttpResponse {
  exchange.error = error;
  const exact = exchange.api.gatewayResponses.get(error.type);
  const general = exchange.api.gatewayResponses.get(error.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const response: GatewayResponse = exact ?? general ?? { status: undefined, headers: {}, templates: {} };
  const templates = Object.keys(response.templates).length > 0 ? response.templates : defaultTemplates;
  const [contentType, template] = chooseTemplate(templates, exchange.request.header('accept'));
  const headers = Object.entries(response.headers).flatMap(([name, expression]): Header[] => {
    const value = evaluate(expression, exchange);
    return value === undefined ? [] : [[name, value]];
  });
  const hasContentType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    status: response.status ?? error.status,
    headers: [
      ...(hasContentType ? [] : [['Content-Type', contentType] as const]),
      ['x-amzn-ErrorType', error.errorType],
      // A value from the authorizer or the request may contain anything.
      ...headers.filter(isSendable),
    ],
    body: Buffer.from(fillIn(template, exchange)),
  };
}

// AWS doesn't document how it chooses among templates. Here: the one in `Accept`, or else JSON, or else the
// first.
function chooseTemplate(
  templates: Readonly<Record<string, string>>,
  accept: string | undefined,
): [string, string] {
  const entries = Object.entries(templates);
  const wanted = (accept ?? '').split(',').map((type) => type.split(';')[0]?.trim());
  const found =
    entries.find(([type]) => wanted.includes(type)) ??
    entries.find(([type]) => type === 'application/json') ??
    entries[0];
  return found ?? ['application/json', ''];
}
