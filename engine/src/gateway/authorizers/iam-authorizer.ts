import { accountId } from '../../assembly/pseudo-parameters.ts';
import type { Clock } from '../../clock/clock.ts';
import type { LocalCaller } from '../../iam/local-callers.ts';
import { decide } from '../../iam/policy.ts';
import type { Exchange } from '../exchange.ts';
import { GatewayError } from '../gateway-error.ts';
import { methodArn } from '../lambda-events.ts';
import { verifySignature } from './signature.ts';

/** Authorization by IAM: the call's signature tells who calls, and the caller's policy what is allowed. */
export class IamAuthorizer {
  readonly #callers: readonly LocalCaller[];
  readonly #clock: Clock;

  constructor(callers: readonly LocalCaller[], clock: Clock) {
    this.#callers = callers;
    this.#clock = clock;
  }

  /**
   * Authorizes the call, and puts the caller on the exchange.
   * @throws MISSING_AUTHENTICATION_TOKEN, INVALID_SIGNATURE, DEFAULT_4XX, ACCESS_DENIED
   */
  async authorize(exchange: Exchange): Promise<void> {
    const { request } = exchange;
    const { accessKeyId, policy } = await verifySignature(request, this.#callers, new Date());
    exchange.identity = {
      accountId,
      accessKey: accessKeyId,
      caller: `AIDA${accessKeyId.toUpperCase()}`,
      user: `AIDA${accessKeyId.toUpperCase()}`,
      userArn: `arn:aws:iam::${accountId}:user/${accessKeyId}`,
    };
    const access = { action: 'execute-api:Invoke', resource: methodArn(exchange) };
    const decision = decide(policy, access, {
      time: this.#clock.date(),
      sourceIp: request.sourceIp,
      userAgent: request.header('user-agent'),
      referer: request.header('referer'),
    });
    if (decision !== 'allow') {
      throw new GatewayError('ACCESS_DENIED', {
        message: `User: ${exchange.identity.userArn} is not authorized to perform: execute-api:Invoke on resource: ${access.resource}`,
      });
    }
  }
}
