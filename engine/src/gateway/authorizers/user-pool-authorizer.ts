import type { Exchange } from '../exchange.ts';
import { evaluate } from '../expressions.ts';
import { GatewayError } from '../gateway-error.ts';
import type { AuthorizerDefinition } from './authorizer-definition.ts';

/** Checks ID tokens of a user pool: signature, issuer, audience, times, use. */
export interface TokenVerifier {
  /** @returns the claims, or undefined if the token is not valid for any of these pools */
  verify(
    token: string,
    userPoolArns: readonly string[],
  ): Promise<Readonly<Record<string, unknown>> | undefined>;
}

/** An authorizer of type `COGNITO_USER_POOLS`. */
export class UserPoolAuthorizer {
  readonly #definition: AuthorizerDefinition;
  readonly #verifier: TokenVerifier;

  constructor(definition: AuthorizerDefinition, verifier: TokenVerifier) {
    this.#definition = definition;
    this.#verifier = verifier;
  }

  /** Authorizes the call, and puts the claims on the exchange. @throws UNAUTHORIZED */
  async authorize(exchange: Exchange): Promise<void> {
    const source = this.#definition.identitySources[0] ?? 'method.request.header.Authorization';
    const header = evaluate(source, exchange) ?? '';
    // API Gateway takes the token with or without the scheme.
    const token = header.replace(/^Bearer\s+/i, '').trim();
    const claims =
      token === '' ? undefined : await this.#verifier.verify(token, this.#definition.userPoolArns);
    if (claims === undefined) throw new GatewayError('UNAUTHORIZED');
    exchange.authorizer = { claims: claimTexts(claims) };
  }
}

// API Gateway passes every claim as a string, and two of the times in their own format.
function claimTexts(claims: Readonly<Record<string, unknown>>): Record<string, string> {
  return Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, claimText(name, value)]));
}

function claimText(name: string, value: unknown): string {
  if ((name === 'exp' || name === 'iat') && typeof value === 'number') {
    const [weekday, day, month, year, time] = new Date(value * 1000)
      .toUTCString()
      .replace(',', '')
      .split(' ');
    return `${weekday} ${month} ${day} ${time} UTC ${year}`;
  }
  // A list loses its brackets, of objects too.
  return Array.isArray(value) ? value.map(plainText).join(',') : plainText(value);
}

function plainText(value: unknown): string {
  return typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value);
}
