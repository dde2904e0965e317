import {
  allowInsecureRequests,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  ClientSecretPost,
  type Configuration,
  calculatePKCECodeChallenge,
  discovery,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
} from 'openid-client';
import { federatedPersonOf, type Person } from './people.ts';
import type { SecondIssuer } from './second-issuer.ts';
import type { IdentityProvider } from './user-pools.ts';

/** A sign-in that is under way at the second issuer. */
interface Journey {
  readonly provider: IdentityProvider;
  readonly interaction: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** More sign-ins than are ever under way; the oldest are dropped. */
const maxJourneys = 1000;

/** The user pool as a client of the second issuer: authorization code with state, nonce and PKCE. */
export class Federation {
  readonly #second: SecondIssuer;
  readonly #redirectUri: string;
  readonly #journeys = new Map<string, Journey>();
  readonly #configurations = new Map<string, Promise<Configuration>>();

  constructor(second: SecondIssuer, redirectUri: string) {
    this.#second = second;
    this.#redirectUri = redirectUri;
  }

  /** @returns where the browser goes to sign in for an interaction */
  async begin(provider: IdentityProvider, interaction: string): Promise<string> {
    const journey = { provider, interaction, nonce: randomNonce(), verifier: randomPKCECodeVerifier() };
    const state = randomState();
    this.#journeys.set(state, journey);
    if (this.#journeys.size > maxJourneys) this.#journeys.delete(this.#journeys.keys().next().value ?? '');
    const url = buildAuthorizationUrl(await this.#configuration(provider), {
      redirect_uri: this.#redirectUri,
      scope: provider.scopes.join(' '),
      state,
      nonce: journey.nonce,
      code_challenge: await calculatePKCECodeChallenge(journey.verifier),
      code_challenge_method: 'S256',
    });
    return url.href;
  }

  /** The interaction that a callback belongs to; undefined if there is none. */
  interactionOf(state: string | null): string | undefined {
    return this.#journeys.get(state ?? '')?.interaction;
  }

  /**
   * Completes a callback, once.
   * @param interaction whose browser has brought it
   * @throws when the provider has refused, or its response is not for this sign-in
   */
  async complete(query: URLSearchParams, interaction: string): Promise<Person> {
    const state = query.get('state') ?? '';
    const journey = this.#journeys.get(state);
    this.#journeys.delete(state);
    if (journey?.interaction !== interaction) throw new Error('the sign-in was started elsewhere');
    const { provider, nonce, verifier } = journey;
    const configuration = await this.#configuration(provider);
    const tokens = await authorizationCodeGrant(configuration, new URL(`${this.#redirectUri}?${query}`), {
      expectedState: state,
      expectedNonce: nonce,
      pkceCodeVerifier: verifier,
      idTokenExpected: true,
    });
    const claims = tokens.claims() ?? { sub: '' };
    return federatedPersonOf(provider, {
      ...claims,
      ...(await fetchUserInfo(configuration, tokens.access_token, claims.sub)),
    });
  }

  #configuration({ clientId }: IdentityProvider): Promise<Configuration> {
    const known = this.#configurations.get(clientId);
    if (known) return known;
    const { issuer, clientSecret } = this.#second;
    const found = discovery(new URL(issuer), clientId, undefined, ClientSecretPost(clientSecret), {
      // On this machine.
      execute: [allowInsecureRequests],
    });
    this.#configurations.set(clientId, found);
    return found;
  }
}
