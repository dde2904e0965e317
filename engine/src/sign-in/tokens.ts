import { errors, jwtVerify, SignJWT } from 'jose';
import type { TokenVerifier } from '../gateway/authorizers/user-pool-authorizer.ts';
import { claimsOf, type Person } from './people.ts';
import type { SigningKey } from './signing-key.ts';
import type { UserPool } from './user-pools.ts';

/** The default lifetime of a user pool's ID tokens. */
export const tokenLifeSeconds = 3600;

/**
 * Makes and checks ID tokens. They end by real time: a token stays valid when the clock is moved, because the clock
 * is moved to test the lifetime of keys, not of sign-ins.
 */
export class Tokens implements TokenVerifier {
  readonly #issuer: string;
  readonly #key: SigningKey;
  readonly #pools: readonly UserPool[];

  constructor(issuer: string, key: SigningKey, pools: readonly UserPool[]) {
    this.#issuer = issuer;
    this.#key = key;
    this.#pools = pools;
  }

  /**
   * An ID token for the first client of the first pool.
   * @param signedInAt by the engine's clock: functions compare it with what else has happened
   * @throws if the templates have no pool
   */
  async mint(person: Person, signedInAt: Date): Promise<string> {
    const client = this.#pools.flatMap((pool) => pool.clients)[0];
    if (client === undefined) throw new Error('the app has no user pool client');
    const signedIn = Math.floor(signedInAt.getTime() / 1000);
    return new SignJWT({ ...claimsOf(person), auth_time: signedIn })
      .setProtectedHeader({ alg: 'RS256', kid: this.#key.jwk.kid ?? 'local' })
      .setIssuer(this.#issuer)
      .setAudience(client.id)
      .setIssuedAt(signedIn)
      .setExpirationTime(Math.floor(Date.now() / 1000) + tokenLifeSeconds)
      .sign(this.#key.privateKey);
  }

  async verify(
    token: string,
    userPoolArns: readonly string[],
  ): Promise<Readonly<Record<string, unknown>> | undefined> {
    const pools = this.#pools.filter((pool) => userPoolArns.includes(pool.arn));
    const audience = pools.flatMap((pool) => pool.clients.map((client) => client.id));
    try {
      const { payload } = await jwtVerify(token, this.#key.publicKey, {
        algorithms: ['RS256'],
        issuer: this.#issuer,
        audience,
        requiredClaims: ['sub', 'exp'],
      });
      return payload.token_use === 'id' ? payload : undefined;
    } catch (error) {
      if (error instanceof errors.JOSEError) return undefined;
      throw error;
    }
  }
}
