import type {
  APIGatewayAuthorizerResult,
  APIGatewayProxyEvent,
  APIGatewayProxyResult,
  APIGatewayRequestAuthorizerEvent,
  Context,
} from 'aws-lambda';
import { machineRoutes } from '../../lambdas/contract/machine-routes.ts';
import { operatorRoutes } from '../../lambdas/contract/operator-routes.ts';
import { routes } from '../../lambdas/contract/routes.ts';
import type { NewKeyBody, ProblemBody } from '../support/engine-holder.ts';
import { setFunctionEnvironment } from '../support/function-environment.ts';
import type { TestTable } from '../support/test-table.ts';

export interface FunctionResponse<Body = unknown> {
  status: number;
  body: Body;
  text: string;
  headers: Record<string, unknown>;
}

/** Any response's body, as far as the tests look into it. */
export type AnyBody = NewKeyBody &
  Pick<ProblemBody, 'code'> & { accountId: string; items: NewKeyBody[]; defaultKey?: NewKeyBody };

/** What a client chooses, besides the path. */
export interface CallOptions {
  body?: object;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  /** Of the ID token, besides `sub` and `email`. */
  claims?: Record<string, string>;
}

type Manage = (event: APIGatewayProxyEvent, context: Context) => Promise<APIGatewayProxyResult>;
type Authorize = (event: APIGatewayRequestAuthorizerEvent) => Promise<APIGatewayAuthorizerResult>;

interface Functions {
  account: Manage;
  inventory: Manage;
  keys: Manage;
  rotations: Manage;
  notices: Manage;
  confirmation: Manage;
  trail: Manage;
  operator: Manage;
  'account-deletion': Manage;
  'account-export': Manage;
  'leaked-tokens': Manage;
  whoami: Manage;
  selfRotation: Manage;
  authorizer: Authorize;
}

/** The functions as a fresh process loads them, called as API Gateway does. */
export class DeployedFunctions {
  readonly #functions: Functions;

  private constructor(functions: Functions) {
    this.#functions = functions;
  }

  /** @param endpoint where they find the table */
  static async load(
    table: TestTable,
    endpoint: string,
    environment: Record<string, string> = {},
  ): Promise<DeployedFunctions> {
    setFunctionEnvironment(table, { AWS_ENDPOINT_URL_DYNAMODB: endpoint, ...environment });
    let loaded: DeployedFunctions | undefined;
    await jest.isolateModulesAsync(async () => {
      const { handler: account } = await import('../../lambdas/handlers/account.ts');
      const { handler: inventory } = await import('../../lambdas/handlers/inventory.ts');
      const { handler: keys } = await import('../../lambdas/handlers/keys.ts');
      const { handler: rotations } = await import('../../lambdas/handlers/rotations.ts');
      const { handler: notices } = await import('../../lambdas/handlers/notices.ts');
      const { handler: confirmation } = await import('../../lambdas/handlers/confirmation.ts');
      const { handler: trail } = await import('../../lambdas/handlers/trail.ts');
      const { handler: operator } = await import('../../lambdas/handlers/operator.ts');
      const { handler: exporting } = await import('../../lambdas/handlers/account-export.ts');
      const { handler: deletion } = await import('../../lambdas/handlers/account-deletion.ts');
      const { handler: leakedTokens } = await import('../../lambdas/handlers/leaked-tokens.ts');
      const { handler: whoami } = await import('../../lambdas/handlers/whoami.ts');
      const { handler: selfRotation } = await import('../../lambdas/handlers/self-rotation.ts');
      const { handler: authorizer } = await import('../../lambdas/handlers/authorizer.ts');
      // Middy's own type also takes callbacks and streams, which API Gateway does not use.
      const handlers = {
        account,
        inventory,
        keys,
        rotations,
        notices,
        confirmation,
        trail,
        operator,
        'account-deletion': deletion,
        'account-export': exporting,
        'leaked-tokens': leakedTokens,
        whoami,
        selfRotation,
        authorizer,
      } as unknown as Functions;
      loaded = new DeployedFunctions(handlers);
    });
    if (!loaded) throw new Error('The functions were not loaded.');
    return loaded;
  }

  /** @param route such as `PATCH /api/v1/keys/{accessKey}` */
  async manage(
    sub: string,
    route: string,
    options: CallOptions & { accessKey?: string | undefined } = {},
  ): Promise<FunctionResponse<AnyBody>> {
    const { accessKey, claims, ...rest } = options;
    const event = toEvent(route, accessKey === undefined ? null : { accessKey }, rest, {
      identity: { sourceIp: '198.51.100.7' },
      authorizer: { claims: { sub, email: `${sub}@example.com`, ...claims } },
    });
    const served = routes.find(({ method, path }) => `${method} ${path}` === route);
    if (!served || served.function === 'openapi') throw new Error(`No function here serves ${route}.`);
    return call(this.#functions[served.function], event);
  }

  /** A call by a key that manages others, behind the authorizer. @param route such as `PATCH /latchkey/v1/keys/{accessKey}` */
  async manageByKey(
    manager: string,
    route: string,
    { accessKey, ...options }: CallOptions & { accessKey?: string | undefined } = {},
  ): Promise<FunctionResponse<AnyBody>> {
    const served = machineRoutes.find(({ method, path }) => `${method} ${path}` === route);
    if (!served) throw new Error(`No function here serves ${route}.`);
    const event = toEvent(route, accessKey === undefined ? null : { accessKey }, options, {
      authorizer: { accessKey: manager, secretNo: '1' },
      identity: { sourceIp: '203.0.113.7' },
    });
    return call(this.#functions[served.function], event);
  }

  /** A call of the operator API. @param route such as `GET /v1/accounts/{accountId}` */
  async operate(
    userArn: string,
    route: string,
    parameters: Record<string, string>,
    options: CallOptions = {},
  ): Promise<FunctionResponse<AnyBody>> {
    const identity = { userArn, caller: 'AROAEXAMPLE:session', sourceIp: '203.0.113.9' };
    const served = operatorRoutes.find(({ method, path }) => `${method} ${path}` === route);
    if (!served) throw new Error(`No function here serves ${route}.`);
    return call(this.#functions[served.function], toEvent(route, parameters, options, { identity }));
  }

  /** Asks, behind the authorizer, who the bearer of a key is. */
  whoami(accessKey: string): Promise<FunctionResponse<AnyBody>> {
    return call(this.#functions.whoami, {
      httpMethod: 'GET',
      resource: '/v1/whoami',
      headers: {},
      requestContext: { requestId: 'request-1', authorizer: { accessKey } },
    });
  }

  /** A key rotates itself, behind the authorizer, which has seen the secret with that number. */
  rotateItself(
    accessKey: string,
    secretNo: number,
    headers: Record<string, string> = {},
  ): Promise<FunctionResponse<AnyBody>> {
    return call(this.#functions.selfRotation, {
      httpMethod: 'POST',
      resource: '/v1/whoami/rotations',
      headers,
      requestContext: {
        requestId: 'request-1',
        authorizer: { accessKey, secretNo: String(secretNo) },
        identity: { sourceIp: '203.0.113.7' },
      },
    });
  }

  /** A key that manages others rotates one, behind the authorizer, which has seen its first secret. */
  rotateByKey(manager: string, accessKey: string, body: object): Promise<FunctionResponse<AnyBody>> {
    const route = 'POST /latchkey/v1/keys/{accessKey}/rotations';
    const context = {
      authorizer: { accessKey: manager, secretNo: '1' },
      identity: { sourceIp: '203.0.113.7' },
    };
    return call(this.#functions.rotations, toEvent(route, { accessKey }, { body }, context));
  }

  /** @returns the code of the refusal, or `in` @throws as the function does, which API Gateway answers with a 500 */
  async authorize(token: string): Promise<string> {
    const { policyDocument, context } = await this.#functions.authorizer({
      type: 'REQUEST',
      methodArn: 'arn:aws:execute-api:us-east-1:000000000000:api/live/GET/v1/whoami',
      multiValueHeaders: { Authorization: [`Bearer ${token}`] },
    } as unknown as APIGatewayRequestAuthorizerEvent);
    const effects = policyDocument.Statement.map(({ Effect }) => Effect);
    return effects.join() === 'Allow' ? 'in' : String(context?.code);
  }
}

function toEvent(
  route: string,
  pathParameters: Record<string, string> | null,
  { body, headers, query }: CallOptions,
  context: object,
): object {
  const [httpMethod = '', resource = ''] = route.split(' ');
  return {
    httpMethod,
    resource,
    path: resource,
    headers: { ...(body && { 'content-type': 'application/json' }), ...headers },
    multiValueHeaders: {},
    queryStringParameters: query ?? (route === 'GET /api/v1/keys' ? { limit: '100' } : null),
    pathParameters,
    body: body ? JSON.stringify(body) : null,
    isBase64Encoded: false,
    requestContext: { requestId: 'request-1', ...context },
  };
}

async function call(handler: Manage, event: object): Promise<FunctionResponse<AnyBody>> {
  const response = await handler(event as APIGatewayProxyEvent, {} as Context);
  return {
    status: response.statusCode,
    text: response.body,
    // Nothing, JSON or a page.
    body: (/^[[{]/.test(response.body) ? JSON.parse(response.body) : undefined) as AnyBody,
    headers: response.headers ?? {},
  };
}

/** Status and code of a refusal, which tells nothing of the inside. */
export function problemOf(response: FunctionResponse<AnyBody>): [number, string] {
  expect(response.headers['content-type']).toBe('application/problem+json');
  expect(response.text).not.toMatch(/secret inside|Exception|Dynamo|ECONN|socket|\bat .*:\d+/);
  return [response.status, response.body.code];
}
