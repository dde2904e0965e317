import { randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import { readForm } from '../http/small-body.ts';
import { messagePage, providerPage, sendPage, signOutPage } from './pages.ts';
import { type Person, personOf } from './people.ts';
import type { GrantContext, PageContext } from './provider-contexts.ts';
import { createSessionStore } from './session-store.ts';
import { loadSigningKey } from './signing-key.ts';
import type { IdentityProvider } from './user-pools.ts';

/** What the user pools look like from there. */
export interface SecondIssuerClients {
  readonly providers: readonly IdentityProvider[];
  readonly redirectUri: string;
  /** Where a sign-out may return to. */
  readonly signedOutUrls: readonly string[];
}

/**
 * Stands for the operator's own identity provider, which the user pools federate to: OpenID Connect with a client secret, and
 * sessions of its own. Whoever signs in says whether the address is verified. Instead of a provider by SAML, it does the same.
 */
export class SecondIssuer {
  readonly issuer: string;
  /** Another one at each start: only the engine itself needs it. */
  readonly clientSecret = randomBytes(32).toString('base64url');
  readonly #mount: string;
  readonly #clients: SecondIssuerClients;
  readonly #people = new Map<string, Person & { isVerified: boolean }>();
  #provider: Promise<Provider> | undefined;

  /** @param issuer `handle` takes requests at its path */
  constructor(issuer: string, clients: SecondIssuerClients) {
    this.issuer = issuer;
    this.#mount = new URL(issuer).pathname;
    this.#clients = clients;
  }

  /** Whether it has anybody to sign in for. */
  get isNeeded(): boolean {
    return this.#clients.providers.length > 0;
  }

  /** Its own sign-out, as OpenID Connect has it. */
  signOutUrl(provider: IdentityProvider, returnTo: string): string {
    const query = new URLSearchParams({ client_id: provider.clientId, post_logout_redirect_uri: returnTo });
    return `${this.issuer}/session/end?${query}`;
  }

  /** @param request with its whole path */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#provider ??= this.#start();
    const provider = await this.#provider;
    const path = new URL(request.url ?? '/', 'http://localhost').pathname.slice(this.#mount.length);
    if (path.startsWith('/interaction/')) return this.#interact(provider, request, response);
    Object.assign(request, { originalUrl: request.url, url: request.url?.slice(this.#mount.length) || '/' });
    return provider.callback()(request, response);
  }

  async #interact(provider: Provider, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const details = await provider.interactionDetails(request, response).catch(() => undefined);
    const name = this.#clients.providers.find(({ clientId }) => clientId === details?.params.client_id)?.name;
    if (details === undefined || name === undefined) {
      const text = 'This sign-in has expired. Go back to the portal and sign in again.';
      return sendPage(response, 400, messagePage('Start again', text));
    }
    const action = `${this.#mount}/interaction/${details.uid}`;
    if (request.method !== 'POST') return sendPage(response, 200, providerPage(action, name));
    const form = await readForm(request);
    const person = personOf(form.get('email'));
    if (person === undefined)
      return sendPage(response, 400, providerPage(action, name, 'That is not an email address.'));
    this.#people.set(person.sub, { ...person, isVerified: form.has('verified') });
    await provider.interactionFinished(request, response, { login: { accountId: person.sub } });
  }

  async #start(): Promise<Provider> {
    const { jwk } = await loadSigningKey(undefined);
    const provider: Provider = new Provider(this.issuer, {
      ...this.#configuration(),
      jwks: { keys: [jwk] },
      // No consent page.
      loadExistingGrant: async ({ oidc }: GrantContext) => {
        const grant = new provider.Grant({
          clientId: oidc.client.clientId,
          accountId: oidc.session.accountId,
        });
        grant.addOIDCScope(this.#scopes.join(' '));
        await grant.save();
        return grant;
      },
    });
    provider.on('server_error', (_, error) => console.error('second issuer:', error));
    return provider;
  }

  get #scopes(): string[] {
    return [...new Set(['openid', ...this.#clients.providers.flatMap(({ scopes }) => scopes)])];
  }

  #configuration(): Record<string, unknown> {
    const { providers, redirectUri, signedOutUrls } = this.#clients;
    const claimNames = providers.flatMap(({ mapping }) => Object.values(mapping));
    return {
      adapter: createSessionStore(),
      clients: providers.map(({ clientId }) => ({
        client_id: clientId,
        client_secret: this.clientSecret,
        token_endpoint_auth_method: 'client_secret_post',
        grant_types: ['authorization_code'],
        response_types: ['code'],
        redirect_uris: [redirectUri],
        post_logout_redirect_uris: signedOutUrls,
      })),
      cookies: { keys: [randomBytes(32).toString('hex')] },
      scopes: this.#scopes,
      claims: { openid: ['sub', ...claimNames] },
      conformIdTokenClaims: false,
      pkce: { required: () => true },
      responseTypes: ['code'],
      features: {
        devInteractions: { enabled: false },
        rpInitiatedLogout: {
          enabled: true,
          logoutSource: (context: PageContext, form: string) => {
            context.body = signOutPage(form);
          },
        },
      },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `${this.#mount}/interaction/${uid}` },
      findAccount: (_: unknown, sub: string) => {
        const person = this.#people.get(sub);
        return person && { accountId: sub, claims: () => ({ sub, ...this.#claimsOf(person) }) };
      },
      renderError: (context: PageContext, { error_description: text, error }: Record<string, string>) => {
        context.type = 'html';
        context.body = messagePage('Not possible', text ?? error ?? 'unknown error');
      },
    };
  }

  /** Under the names that each pool looks for. */
  #claimsOf({ email, isVerified }: { email: string; isVerified: boolean }): Record<string, unknown> {
    const named = this.#clients.providers.flatMap(({ mapping }) => [
      [mapping.email, email],
      [mapping.email_verified, isVerified],
    ]);
    return Object.fromEntries(named.filter(([name]) => name !== undefined));
  }
}
