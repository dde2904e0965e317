import { createHash } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { FunctionHost } from '../functions/function-host.ts';
import type { Functions } from '../functions/functions.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { AuthorizerDefinition } from './authorizers/authorizer-definition.ts';
import { FunctionAuthorizer } from './authorizers/function-authorizer.ts';
import { type TokenVerifier, UserPoolAuthorizer } from './authorizers/user-pool-authorizer.ts';
import { Exchange } from './exchange.ts';
import { Fault } from './faults.ts';
import { answerFault } from './gateway-response.ts';
import { httpProxy } from './integrations/http-proxy.ts';
import { lambdaProxy } from './integrations/lambda-proxy.ts';
import { mock } from './integrations/mock.ts';
import type { Method, RestApi } from './rest-api.ts';
import { decodePart } from './route-tree.ts';
import { Throttle } from './throttle.ts';
import { validateRequest } from './validation.ts';

type Authorizer = FunctionAuthorizer | UserPoolAuthorizer;

/** What is told of a call that failed for a reason that its caller isn't told. Never a header or a body. */
export type FaultLog = (line: string) => void;

/** Runs a REST API as API Gateway would. */
export class Gateway {
  readonly api: RestApi;
  readonly #clock: Clock;
  readonly #log: FaultLog;
  readonly #throttle: Throttle;
  readonly #authorizers = new Map<string, Authorizer>();
  readonly #functions = new Map<Method, FunctionHost>();

  /** @throws when the API needs a function that isn't in the assembly */
  constructor(api: RestApi, functions: Functions, verifier: TokenVerifier, clock: Clock, log: FaultLog) {
    this.api = api;
    this.#clock = clock;
    this.#log = log;
    this.#throttle = new Throttle(api.stage.throttles);
    for (const method of api.routes.values()) {
      const { authorizer, integration } = method;
      if (authorizer !== undefined && !this.#authorizers.has(authorizer.id)) {
        this.#authorizers.set(authorizer.id, makeAuthorizer(authorizer, functions, verifier, clock));
      }
      if (integration.type === 'AWS_PROXY') this.#functions.set(method, functions.byArn(integration.uri));
    }
  }

  /** Answers a request, whatever happens on the way. */
  async handle(request: HttpRequest): Promise<HttpResponse> {
    const exchange = new Exchange(this.api, request, this.#clock.date());
    try {
      return await this.#process(exchange);
    } catch (error) {
      const fault = error instanceof Fault ? error : new Fault('API_CONFIGURATION_ERROR', { cause: error });
      if (fault.status >= 500)
        this.#log(`${request.id} ${request.method} ${request.path}: ${fault.type} ${causeOf(fault)}`);
      return answerFault(fault, exchange);
    }
  }

  refuseTooLarge(request: HttpRequest): HttpResponse {
    const exchange = new Exchange(this.api, request, this.#clock.date());
    return answerFault(new Fault('REQUEST_TOO_LARGE'), exchange);
  }

  async #process(exchange: Exchange): Promise<HttpResponse> {
    const method = this.#route(exchange);
    // Before the authorizer, so that a flood doesn't reach it. AWS does not say which comes first.
    this.#throttle.take(method);
    if (method.authorizer !== undefined)
      await this.#authorizers.get(method.authorizer.id)?.authorize(exchange);
    // There are no usage plans here, so no key can be a valid one.
    if (method.apiKeyRequired) throw new Fault('INVALID_API_KEY');
    await validateRequest(method, exchange);
    return this.#integrate(method, exchange);
  }

  #route(exchange: Exchange): Method {
    const { request } = exchange;
    const match = this.api.routes.match(request.path);
    const method =
      match?.methods.get(request.method) ??
      (anyMethods.has(request.method) ? match?.methods.get('ANY') : undefined);
    if (match === undefined || method === undefined) throw unknownRoute(request);
    exchange.method = method;
    exchange.rawPathParameters = match.rawParameters;
    const decoded = Object.entries(match.rawParameters).map(([name, value]) => [name, decodePart(value)]);
    // AWS refuses such a path too; by which response, it doesn't say.
    if (decoded.some(([, value]) => value === undefined)) throw new Fault('BAD_REQUEST_PARAMETERS');
    exchange.pathParameters = Object.fromEntries(decoded);
    return method;
  }

  async #integrate(method: Method, exchange: Exchange): Promise<HttpResponse> {
    const { integration } = method;
    const host = this.#functions.get(method);
    if (host !== undefined) return lambdaProxy(exchange, host, integration.timeoutMs);
    if (integration.type === 'HTTP_PROXY') return httpProxy(exchange, integration);
    if (integration.type === 'MOCK') return mock(exchange, integration);
    throw new Fault('API_CONFIGURATION_ERROR', {
      cause: `no integration of type ${integration.type} in the local engine`,
    });
  }
}

// The methods that API Gateway knows; ANY stands for these and no others.
const anyMethods = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

// What has no authorizer of its own API Gateway takes for signed with AWS credentials: it misses the signature, or finds that
// whatever `Authorization` holds is none.
function unknownRoute(request: HttpRequest): Fault {
  const authorization = request.header('authorization');
  if (authorization === undefined) return new Fault('MISSING_AUTHENTICATION_TOKEN');
  const hash = createHash('sha256').update(authorization).digest('base64');
  return new Fault('INVALID_SIGNATURE', {
    message: `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${hash}'.`,
  });
}

function makeAuthorizer(
  definition: AuthorizerDefinition,
  functions: Functions,
  verifier: TokenVerifier,
  clock: Clock,
): Authorizer {
  if (definition.type === 'COGNITO_USER_POOLS') return new UserPoolAuthorizer(definition, verifier);
  return new FunctionAuthorizer(definition, functions.byArn(definition.uri), clock);
}

function causeOf({ cause }: Fault): string {
  if (cause instanceof Error)
    return cause.cause instanceof Error ? `${cause.message} (${cause.cause.message})` : cause.message;
  if (typeof cause === 'string') return cause;
  return cause === undefined ? '' : JSON.stringify(cause);
}
