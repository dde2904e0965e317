import { type Header, type HttpResponse, isSendable } from '../http/message.ts';
import type { Exchange } from './exchange.ts';
import { evaluate, fillIn } from './expressions.ts';
import type { Fault } from './faults.ts';
import type { GatewayResponse } from './rest-api.ts';

const defaultTemplates = { 'application/json': '{"message":$context.error.messageString}' };

/** What the caller gets when the gateway answers by itself: the response of that very type, else of its class, else AWS's own. */
export function answerFault(fault: Fault, exchange: Exchange): HttpResponse {
  exchange.fault = fault;
  const exact = exchange.api.gatewayResponses.get(fault.type);
  const general = exchange.api.gatewayResponses.get(fault.status < 500 ? 'DEFAULT_4XX' : 'DEFAULT_5XX');
  const response: GatewayResponse = exact ?? general ?? { status: undefined, headers: {}, templates: {} };
  const templates = Object.keys(response.templates).length > 0 ? response.templates : defaultTemplates;
  const [contentType, template] = chooseTemplate(templates, exchange.request.header('accept'));
  const headers = Object.entries(response.headers).flatMap(([name, expression]): Header[] => {
    const value = evaluate(expression, exchange);
    return value === undefined ? [] : [[name, value]];
  });
  const hasContentType = headers.some(([name]) => name.toLowerCase() === 'content-type');
  return {
    status: response.status ?? fault.status,
    headers: [
      ...(hasContentType ? [] : [['Content-Type', contentType] as const]),
      ['x-amzn-ErrorType', fault.errorType],
      // A value that comes from the authorizer or the request may hold anything.
      ...headers.filter(isSendable),
    ],
    body: Buffer.from(fillIn(template, exchange)),
  };
}

// AWS documents a template per content type and not how it chooses. Here: the one that `Accept` names, else JSON, else the first.
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
