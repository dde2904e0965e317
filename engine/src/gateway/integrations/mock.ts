import type { Header, HttpResponse } from '../../http/message.ts';
import { isBinary } from '../binary.ts';
import type { Exchange } from '../exchange.ts';
import { evaluate } from '../expressions.ts';
import { GatewayError } from '../gateway-error.ts';
import { renderVtl } from '../vtl.ts';
import type { Integration } from './integration-definition.ts';

/** Responds without a backend (`MOCK`): the request template chooses one of the integration's responses. */
export function mock(exchange: Exchange, integration: Integration): HttpResponse {
  // A template can't be applied to a request of a binary type. Without a content type it counts as JSON.
  const isText =
    integration.contentHandling === 'CONVERT_TO_TEXT' ||
    !isBinary(exchange.api.binaryMediaTypes, exchange.request.header('content-type') ?? 'application/json');
  if (!isText) {
    throw new GatewayError('API_CONFIGURATION_ERROR', {
      cause:
        'the mock integration has a request template and a binary request: it needs ContentHandling CONVERT_TO_TEXT',
    });
  }
  const type = (exchange.request.header('content-type') ?? 'application/json').split(';')[0]?.trim() ?? '';
  const template = integration.requestTemplates[type] ?? integration.requestTemplates['application/json'];
  const status = renderVtl(template ?? '', exchange).text.match(/statusCode"?\s*:\s*"?(\d{3})/)?.[1] ?? '';
  const response =
    integration.responses.find((candidate) => candidate.selectionPattern?.test(status)) ??
    integration.responses.find((candidate) => candidate.selectionPattern === undefined);
  if (template === undefined || status === '' || response === undefined) {
    throw new GatewayError('API_CONFIGURATION_ERROR', {
      cause: 'the mock integration has no response for its status',
    });
  }
  // Nor to a response that is binary, because the caller accepts such a type, or is converted to it.
  const isTextResponse =
    response.contentHandling === undefined
      ? !isBinary(exchange.api.binaryMediaTypes, exchange.request.header('accept'))
      : response.contentHandling === 'CONVERT_TO_TEXT';
  if (Object.keys(response.templates).length > 0 && !isTextResponse) {
    throw new GatewayError('API_CONFIGURATION_ERROR', {
      cause:
        'the mock integration has a response template and a binary response: its integration response needs ContentHandling CONVERT_TO_TEXT',
    });
  }
  const [contentType, body] = Object.entries(response.templates)[0] ?? ['application/json', ''];
  const rendered = renderVtl(body, exchange);
  const mapped = Object.entries(response.headers).map(
    ([name, expression]) => [name, evaluate(expression, exchange)] as const,
  );
  const headers = new Map<string, Header>();
  for (const [name, value] of [['Content-Type', contentType] as const, ...mapped, ...rendered.headers]) {
    if (value !== undefined) headers.set(name.toLowerCase(), [name, value]);
  }
  return { status: response.status, headers: [...headers.values()], body: Buffer.from(rendered.text) };
}
