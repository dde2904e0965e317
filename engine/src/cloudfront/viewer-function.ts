import { Script } from 'node:vm';
import type { Assembly } from '../assembly/assembly.ts';
import { isObject, type Json, type JsonObject, scalarText } from '../assembly/json.ts';
import type { Header, HttpRequest, HttpResponse } from '../http/message.ts';

/**
 * CloudFront's limit is much shorter. This one only keeps a loop from blocking the engine, even on a busy
 * machine.
 */
const timeoutMs = 5_000;

/** A CloudFront Function, which runs on requests or responses at the edge. */
export class ViewerFunction {
  readonly #script: Script;

  constructor(code: string, name: string) {
    this.#script = new Script(`${code}\n;handler(JSON.parse(event))`, { filename: name });
  }

  /** @returns the path to request from the origin, or a final response */
  request(request: HttpRequest): { path: string } | HttpResponse {
    const result = this.#run({ context: { eventType: 'viewer-request' }, request: edgeRequest(request) });
    const status = scalarText(result.statusCode);
    return status === undefined
      ? { path: scalarText(result.uri) ?? request.path }
      : edgeResponse(Number(status), result);
  }

  /** @returns the response with status and headers as the function changed them */
  response(request: HttpRequest, response: HttpResponse): HttpResponse {
    const result = this.#run({
      context: { eventType: 'viewer-response' },
      request: edgeRequest(request),
      response: {
        statusCode: response.status,
        statusDescription: '',
        headers: edgeHeaders(response.headers),
      },
    });
    return {
      ...edgeResponse(Number(scalarText(result.statusCode) ?? response.status), result),
      body: response.body,
    };
  }

  #run(event: JsonObject): JsonObject {
    const result: unknown = this.#script.runInNewContext(
      { event: JSON.stringify({ version: '1.0', ...event }) },
      { timeout: timeoutMs },
    );
    // Through JSON, as objects of another context have prototypes of their own.
    const plain: unknown = JSON.parse(JSON.stringify(result) ?? 'null');
    return isObject(plain) ? plain : {};
  }
}

export function readViewerFunction(arn: string | undefined, assembly: Assembly): ViewerFunction | undefined {
  if (arn === undefined) return undefined;
  const found = assembly
    .resources('AWS::CloudFront::Function')
    .find((candidate) => candidate.attribute('FunctionARN') === arn || candidate.reference === arn);
  return found && new ViewerFunction(found.text('FunctionCode'), found.path);
}

function edgeRequest(request: HttpRequest): JsonObject {
  const query = [...request.parameters].map(([name, values]): [string, Json] => [
    name,
    { value: values.at(-1) ?? '' },
  ]);
  return {
    method: request.method,
    uri: request.path,
    querystring: Object.fromEntries(query),
    headers: edgeHeaders(request.headers),
    cookies: {},
  };
}

function edgeHeaders(headers: readonly Header[]): JsonObject {
  return Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), { value }]));
}

function edgeResponse(status: number, result: JsonObject): HttpResponse {
  const headers = Object.entries(isObject(result.headers) ? result.headers : {});
  const body = isObject(result.body) ? scalarText(result.body.data) : scalarText(result.body);
  return {
    status,
    headers: headers.map(([name, header]) => [
      name,
      (isObject(header) ? scalarText(header.value) : undefined) ?? '',
    ]),
    body: Buffer.from(body ?? ''),
  };
}
