import type { Clock } from '../../clock/clock.ts';
import type { FunctionHost } from '../../functions/function-host.ts';
import { decide } from '../../iam/policy.ts';
import type { Exchange } from '../exchange.ts';
import { evaluate } from '../expressions.ts';
import { GatewayError } from '../gateway-error.ts';
import { authorizerEvent, methodArn } from '../lambda-events.ts';
import type { AuthorizerDefinition } from './authorizer-definition.ts';
import { type AuthorizerResult, parseAuthorizerResult } from './authorizer-result.ts';
import { ResultCache } from './result-cache.ts';

/** An authorizer that is a Lambda function, of type `REQUEST` or `TOKEN`. */
export class FunctionAuthorizer {
  readonly #definition: AuthorizerDefinition;
  readonly #function: FunctionHost;
  readonly #clock: Clock;
  readonly #cache = new ResultCache();

  constructor(definition: AuthorizerDefinition, host: FunctionHost, clock: Clock) {
    this.#definition = definition;
    this.#function = host;
    this.#clock = clock;
  }

  /**
   * Authorizes the call, and puts the authorizer's context on the exchange.
   * @throws UNAUTHORIZED, ACCESS_DENIED, AUTHORIZER_FAILURE, AUTHORIZER_CONFIGURATION_ERROR
   */
  async authorize(exchange: Exchange): Promise<void> {
    const identity = this.#definition.identitySources.map((source) => evaluate(source, exchange));
    // If an identity source is missing, the function isn't even called.
    if (identity.some((value) => value === undefined || value === '')) throw new GatewayError('UNAUTHORIZED');
    const { validation, resultTtlSeconds } = this.#definition;
    if (validation !== undefined && !validation.test(identity[0] ?? ''))
      throw new GatewayError('UNAUTHORIZED');

    const key = JSON.stringify(identity);
    const isCaching = resultTtlSeconds > 0 && identity.length > 0;
    const cached = isCaching ? this.#cache.get(key, this.#clock.now()) : undefined;
    const result = cached ?? (await this.#call(exchange, identity[0]));
    if (isCaching && cached === undefined) this.#cache.set(key, result, this.#clock.now(), resultTtlSeconds);

    exchange.authorizer = result.context;
    this.#enforce(result, exchange);
  }

  #enforce(result: AuthorizerResult, exchange: Exchange): void {
    const access = { action: 'execute-api:Invoke', resource: methodArn(exchange) };
    const decision = decide(result.policy, access, {
      time: this.#clock.date(),
      sourceIp: exchange.request.sourceIp,
      userAgent: exchange.request.header('user-agent'),
      referer: exchange.request.header('referer'),
    });
    if (decision === 'allow') return;
    if (decision === 'implicit-deny') throw new GatewayError('ACCESS_DENIED');
    throw new GatewayError('ACCESS_DENIED', {
      message: 'User is not authorized to access this resource with an explicit deny',
    });
  }

  async #call(exchange: Exchange, token: string | undefined): Promise<AuthorizerResult> {
    const event =
      this.#definition.type === 'TOKEN'
        ? JSON.stringify({ type: 'TOKEN', methodArn: methodArn(exchange), authorizationToken: token })
        : authorizerEvent(exchange);
    const invocation = await this.#function.invoke(event);
    if (invocation.kind === 'result') return parseAuthorizerResult(invocation.result);
    // The only error message that counts as a refusal.
    if (invocation.kind === 'error' && invocation.errorMessage === 'Unauthorized')
      throw new GatewayError('UNAUTHORIZED');
    throw new GatewayError('AUTHORIZER_FAILURE', { cause: invocation });
  }
}
