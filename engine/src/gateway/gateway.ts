import type { Clock } from '../clock/clock.ts';
import type { FunctionHost } from '../functions/function-host.ts';
import type { Functions } from '../functions/functions.ts';
import type { HttpRequest, HttpResponse } from '../http/message.ts';
import type { AuthorizerDefinition } from './authorizers/authorizer-definition.ts';
import { FunctionAuthorizer } from './authorizers/function-authorizer.ts';
import { IamAuthorizer } from './authorizers/iam-authorizer.ts';
import { incomplete } from './authorizers/signature.ts';
import { type TokenVerifier, UserPoolAuthorizer } from './authorizers/user-pool-authorizer.ts';
import type { ClientCertificate } from './client-certificate.ts';
import { compress } from './compression.ts';
import { Exchange } from './exchange.ts';
import { fillIn } from './expressions.ts';
import { GatewayError } from './gateway-error.ts';
import { errorResponse } from './gateway-response.ts';
import { httpProxy } from './integrations/http-proxy.ts';
import { lambdaProxy } from './integrations/lambda-proxy.ts';
import { mock } from './integrations/mock.ts';
import type { Method, RestApi } from './rest-api.ts';
import { decodePart } from './route-tree.ts';
import { Throttle } from './throttle.ts';
import { validateRequest } from './validation.ts';

type Authorizer = FunctionAuthorizer | UserPoolAuthorizer;

/** Gets the reason of a failed call, which its caller doesn't see. Never a header or a body. */
export type ErrorLog = (line: string) => void;

/** Gets the line of each call, in the stage's own format. */
export type AccessLog = (logGroup: string, line: string) => void;

/** Runs a REST API as API Gateway would. */
export class Gateway {
  readonly api: RestApi;
  readonly #clock: Clock;
  readonly #log: ErrorLog;
  readonly #accessLog: AccessLog;
  readonly #certificate: ClientCertificate | undefined;
  readonly #throttle: Throttle;
  readonly #iam: IamAuthorizer;
  readonly #authorizers = new Map<string, Authorizer>();
  readonly #functions = new Map<Method, FunctionHost>();

  /**
   * @param certificate presented to upstreams, if the stage has one
   * @throws if the API needs a function that isn't in the assembly
   */
  constructor(
    api: RestApi,
    functions: Functions,
    verifier: TokenVerifier,
    clock: Clock,
    log: ErrorLog,
    accessLog: AccessLog = () => undefined,
    certificate?: ClientCertificate,
  ) {
    this.api = api;
    this.#clock = clock;
    this.#log = log;
    this.#accessLog = accessLog;
    this.#certificate = api.stage.hasClientCertificate ? certificate : undefined;
    this.#throttle = new Throttle(api.stage.throttles);
    this.#iam = new IamAuthorizer(api.callers, clock);
    for (const method of api.routes.values()) {
      const { authorizer, integration } = method;
      if (authorizer !== undefined && !this.#authorizers.has(authorizer.id)) {
        this.#authorizers.set(authorizer.id, makeAuthorizer(authorizer, functions, verifier, clock));
      }
      if (integration.type === 'AWS_PROXY') this.#functions.set(method, functions.byArn(integration.uri));
    }
  }

  /** Responds to a request, whatever happens on the way. */
  async handle(request: HttpRequest): Promise<HttpResponse> {
    const begun = performance.now();
    const exchange = new Exchange(this.api, request, this.#clock.date());
    const response = await this.#respond(exchange);
    this.#writeAccess(exchange, response, performance.now() - begun);
    return response;
  }

  async #respond(exchange: Exchange): Promise<HttpResponse> {
    const { request } = exchange;
    try {
      return await this.#process(exchange);
    } catch (cause) {
      const error =
        cause instanceof GatewayError ? cause : new GatewayError('API_CONFIGURATION_ERROR', { cause });
      if (error.status >= 500)
        this.#log(`${request.id} ${request.method} ${request.path}: ${error.type} ${causeOf(error)}`);
      return errorResponse(error, exchange);
    }
  }

  refuseTooLarge(request: HttpRequest): HttpResponse {
    const exchange = new Exchange(this.api, request, this.#clock.date());
    const response = errorResponse(new GatewayError('REQUEST_TOO_LARGE'), exchange);
    this.#writeAccess(exchange, response, 0);
    return response;
  }

  #writeAccess(exchange: Exchange, response: HttpResponse, latencyMs: number): void {
    const { accessLog } = this.api.stage;
    if (accessLog === undefined) return;
    exchange.outcome = { response, latencyMs };
    this.#accessLog(accessLog.logGroup, fillIn(accessLog.format, exchange, '-'));
  }

  async #process(exchange: Exchange): Promise<HttpResponse> {
    const method = this.#route(exchange);
    // Before the authorizer, so that a flood doesn't reach it. AWS doesn't document which comes first.
    this.#throttle.take(method);
    if (method.authorizationType === 'AWS_IAM') await this.#iam.authorize(exchange);
    if (method.authorizer !== undefined)
      await this.#authorizers.get(method.authorizer.id)?.authorize(exchange);
    // There are no usage plans, so no key is valid.
    if (method.apiKeyRequired) throw new GatewayError('INVALID_API_KEY');
    await validateRequest(method, exchange);
    const response = await this.#integrate(method, exchange);
    return compress(exchange.request, response, this.api.minimumCompressionSize);
  }

  #route(exchange: Exchange): Method {
    const { request } = exchange;
    const match = this.api.routes.match(exchange.path, request.method);
    if (match === undefined) throw unknownRoute(request);
    const { method } = match;
    exchange.method = method;
    exchange.rawPathParameters = match.rawParameters;
    const pathParameters: Record<string, string> = {};
    for (const [name, raw] of Object.entries(match.rawParameters)) {
      const decoded = decodePart(raw);
      // AWS refuses such a path too, but doesn't document with which response.
      if (decoded === undefined) throw new GatewayError('BAD_REQUEST_PARAMETERS');
      pathParameters[name] = name === match.greedyParameter ? raw : decoded;
    }
    exchange.pathParameters = pathParameters;
    return method;
  }

  async #integrate(method: Method, exchange: Exchange): Promise<HttpResponse> {
    const { integration } = method;
    const host = this.#functions.get(method);
    if (host !== undefined) return lambdaProxy(exchange, host, integration);
    if (integration.type === 'HTTP_PROXY') return httpProxy(exchange, integration, this.#certificate);
    if (integration.type === 'MOCK') return mock(exchange, integration);
    throw new GatewayError('API_CONFIGURATION_ERROR', {
      cause: `no integration of type ${integration.type} in the local engine`,
    });
  }
}

// API Gateway expects a request to an unknown route to be signed with AWS credentials. It finds the signature
// missing, or finds that the value of `Authorization` isn't one: by access logs, its response is then
// DEFAULT_4XX, whatever the API has for INVALID_SIGNATURE.
function unknownRoute(request: HttpRequest): GatewayError {
  const authorization = request.header('authorization');
  return authorization === undefined
    ? new GatewayError('MISSING_AUTHENTICATION_TOKEN')
    : incomplete(authorization);
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

function causeOf({ cause }: GatewayError): string {
  if (cause instanceof Error)
    return cause.cause instanceof Error ? `${cause.message} (${cause.cause.message})` : cause.message;
  if (typeof cause === 'string') return cause;
  return cause === undefined ? '' : JSON.stringify(cause);
}
