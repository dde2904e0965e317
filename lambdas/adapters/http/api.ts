import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import httpCors from '@middy/http-cors';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import type { APIGatewayProxyEvent, APIGatewayProxyResult } from 'aws-lambda';
import { machinePath } from '../../core/machine-path.ts';
import { describeProblem, Problem } from '../../core/problem-catalogue.ts';
import { environmentNames, readEnvList } from '../environment.ts';

/** What an operation returns; the body is sent as JSON. */
export interface ApiResponse {
  status: number;
  body?: unknown;
  /** A page, instead of a body. */
  html?: string;
  headers?: Record<string, string>;
}

export type Operation = (event: APIGatewayProxyEvent) => Promise<ApiResponse>;

/**
 * The Lambda handler of a group of operations: the one middy stack of all functions behind API Gateway.
 * Header names reach the operations in lower case; whatever an operation throws becomes problem details.
 * @param routes the calls that the function serves
 * @param operations one for each of them, by its id: a missing or surplus one does not compile
 */
export function createApi<Id extends string>(
  routes: readonly { id: Id; method: string; path: string }[],
  operations: Record<NoInfer<Id>, Operation>,
) {
  const logger = new Logger();
  const byRoute = new Map(
    routes.map(({ id, method, path }) => [`${method} ${path}`, operations[id]] as const),
  );
  return middy<APIGatewayProxyEvent, APIGatewayProxyResult>()
    .use(injectLambdaContext(logger))
    .use(httpHeaderNormalizer())
    .use(allowOrigins(readEnvList(environmentNames.allowedOrigins)))
    .use({ onError: (request) => answerProblem(logger, request) })
    .handler(async (event) => {
      const operation = byRoute.get(`${event.httpMethod} ${event.resource}`);
      if (!operation) throw new Problem('not_found');
      return toResult(await operation(event), 'application/json');
    });
}

/** Tells browsers which other origins may read the responses, errors included. */
function allowOrigins(origins: string[]) {
  // Middy accepts no empty middleware.
  if (origins.length === 0) return { after: () => {} };
  const cors = httpCors({
    origins,
    exposeHeaders: 'date,etag,location,retry-after,idempotent-replayed',
    disableBeforePreflightResponse: true,
  });
  // A browser is no place for a key that manages others.
  const unlessByKey = (request: middy.Request<APIGatewayProxyEvent>, answer: typeof cors.after) =>
    request.event.resource.startsWith(machinePath) ? undefined : answer?.(request);
  return {
    after: (request: middy.Request<APIGatewayProxyEvent>) => unlessByKey(request, cors.after),
    onError: (request: middy.Request<APIGatewayProxyEvent>) => unlessByKey(request, cors.onError),
  };
}

function answerProblem(
  logger: Logger,
  request: { event: APIGatewayProxyEvent; error: Error | null; response: APIGatewayProxyResult | null },
): void {
  const { event, error } = request;
  const problem = error instanceof Problem ? error : new Problem('internal_error', { cause: error });
  const { requestId } = event.requestContext;
  if (problem.status >= 500) {
    const cause = problem.cause instanceof Error ? problem.cause : problem;
    logger.error(problem.code, { error: cause, requestId });
  } else {
    logger.info(problem.code, { requestId });
  }
  const { status, retryAfterSeconds } = problem;
  request.response = toResult(
    {
      status,
      body: describeProblem(problem, requestId),
      ...(retryAfterSeconds !== null && { headers: { 'retry-after': String(retryAfterSeconds) } }),
    },
    'application/problem+json',
  );
}

function toResult(answer: ApiResponse, contentType: string): APIGatewayProxyResult {
  const { status, body, html, headers } = answer;
  return {
    statusCode: status,
    headers: {
      // Responses list an account's keys, and some hold a secret: no cache may store them.
      'cache-control': 'no-store',
      ...(body !== undefined && { 'content-type': contentType }),
      ...(html !== undefined && { 'content-type': 'text/html; charset=utf-8' }),
      ...headers,
    },
    body: html ?? (body === undefined ? '' : JSON.stringify(body)),
  };
}
