import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import { readForm } from '../http/small-body.ts';
import { Federation } from './federation.ts';
import type { SignInLook } from './look.ts';
import { messagePage, sendPage, signInPage, signOutPage } from './pages.ts';
import { claimsOf, type Person, personOf } from './people.ts';
import type { GrantContext, PageContext } from './provider-contexts.ts';
import type { SecondIssuer } from './second-issuer.ts';
import { createSessionStore } from './session-store.ts';
import type { SigningKey } from './signing-key.ts';
import { tokenLifeSeconds } from './tokens.ts';
import type { IdentityProvider, UserPool, UserPoolClient } from './user-pools.ts';

const scopes = ['openid', 'email', 'profile', 'phone', 'offline_access', 'aws.cognito.signin.user.admin'];

const callbackPath = '/oauth2/idpresponse';

/** Where identity providers return to. @param issuer of the pools */
export function federationCallback(issuer: string): string {
  return `${issuer}${callbackPath}`;
}

interface SignInParts {
  /** `handle` takes requests at its path, such as `/_local/oidc`. */
  readonly issuer: string;
  readonly key: SigningKey;
  readonly pools: readonly UserPool[];
  /** Stands for all identity providers of the pools. */
  readonly second: SecondIssuer;
  readonly look: SignInLook;
}

/**
 * The stand-in for a user pool's managed login: OpenID Connect with the authorization code flow and PKCE, at
 * the same paths. Sessions are in memory and end with the engine.
 */
export class SignIn {
  readonly #mount: string;
  readonly #provider: Provider;
  readonly #handle: (request: IncomingMessage, response: ServerResponse) => Promise<void>;
  readonly #people = new Map<string, Person>();
  readonly #pools: readonly UserPool[];
  readonly #look: SignInLook;
  readonly #second: SecondIssuer;
  readonly #federation: Federation;

  constructor({ issuer, key, pools, second, look }: SignInParts) {
    this.#mount = new URL(issuer).pathname;
    this.#pools = pools;
    this.#look = look;
    this.#second = second;
    this.#federation = new Federation(second, federationCallback(issuer));
    this.#provider = new Provider(issuer, this.#configuration(key));
    this.#provider.on('server_error', (_, error) => console.error('sign-in:', error));
    this.#handle = this.#provider.callback();
  }

  /** @param request with its whole path */
  async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    // As managed login does: a window on this page loses its opener.
    response.setHeader('cross-origin-opener-policy', 'same-origin');
    const url = new URL(request.url ?? '/', 'http://localhost');
    const path = url.pathname.slice(this.#mount.length);
    if (path.startsWith('/interaction/')) return this.#interact(request, response);
    if (path === '/logout') return this.#logOut(request, url.searchParams, response);
    if (path === callbackPath) return this.#receive(url.searchParams, response);
    // Managed login's sign-up page takes the same parameters as the authorization. Here both are one form.
    if (path === '/signup') request.url = `${this.#mount}/oauth2/authorize${url.search}`;
    // As Express does for mounted handlers: the provider derives its mount path from the difference.
    Object.assign(request, { originalUrl: request.url, url: request.url?.slice(this.#mount.length) || '/' });
    return this.#handle(request, response);
  }

  async #interact(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const details = await this.#provider.interactionDetails(request, response).catch(() => undefined);
    if (details === undefined) {
      return sendPage(
        response,
        400,
        messagePage('Start again', 'This sign-in has expired. Go back to the portal and sign in again.'),
      );
    }
    const { uid, params } = details;
    const action = `${this.#mount}/interaction/${uid}`;
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (url.pathname === `${action}/callback`)
      return this.#federate(url.searchParams, uid, request, response);
    const client = this.#clients.find(({ id }) => id === params.client_id);
    const chosen = url.searchParams.get('identity_provider') ?? params.identity_provider;
    const provider = this.#providersOf(client).find(({ name }) => name === chosen);
    if (provider) {
      const location = await this.#federation.begin(provider, uid);
      response.writeHead(303, { location, 'cache-control': 'no-store' }).end();
      return;
    }
    const choices = {
      look: this.#look,
      hasOwnPeople: client === undefined || client.providerNames.includes('COGNITO'),
      providers: this.#providersOf(client).map(
        ({ name }) => [name, `${action}?${new URLSearchParams({ identity_provider: name })}`] as const,
      ),
    };
    if (request.method !== 'POST' || !choices.hasOwnPeople)
      return sendPage(response, 200, signInPage(action, choices));
    const person = personOf((await readForm(request)).get('email'));
    if (person === undefined)
      return sendPage(response, 400, signInPage(action, choices, 'That is not an email address.'));
    return this.#admit(person, request, response);
  }

  async #admit(person: Person, request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.#people.set(person.sub, person);
    await this.#provider.interactionFinished(request, response, { login: { accountId: person.sub } });
  }

  // The cookie of a sign-in is only sent to its own pages.
  #receive(query: URLSearchParams, response: ServerResponse): void {
    const uid = this.#federation.interactionOf(query.get('state'));
    if (uid === undefined) {
      const text =
        'This sign-in has expired, or was not started here. Go back to the portal and sign in again.';
      sendPage(response, 400, messagePage('Start again', text));
    } else response.writeHead(303, { location: `${this.#mount}/interaction/${uid}/callback?${query}` }).end();
  }

  async #federate(
    query: URLSearchParams,
    uid: string,
    request: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    let person: Person;
    try {
      person = await this.#federation.complete(query, uid);
    } catch (error) {
      const description = error instanceof Error ? error.message : String(error);
      const result = {
        error: 'invalid_request',
        error_description: query.get('error_description') ?? description,
      };
      return this.#provider.interactionFinished(request, response, result);
    }
    return this.#admit(person, request, response);
  }

  get #clients(): readonly UserPoolClient[] {
    return this.#pools.flatMap((pool) => pool.clients);
  }

  #providersOf(client: UserPoolClient | undefined): readonly IdentityProvider[] {
    const names = client?.providerNames ?? [];
    return this.#pools.flatMap(({ providers }) => providers).filter(({ name }) => names.includes(name));
  }

  // Managed login's own sign-out, which is not OpenID Connect's.
  async #logOut(request: IncomingMessage, query: URLSearchParams, response: ServerResponse): Promise<void> {
    const client = this.#clients.find(({ id }) => id === query.get('client_id'));
    const target = query.get('logout_uri') ?? '';
    if (!client?.logoutUrls.includes(target)) {
      const text = 'logout_uri is not one of the sign-out addresses of the client.';
      return sendPage(response, 400, messagePage('Not possible', text));
    }
    const expired = 'path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly';
    const cookies = ['_session', '_session.sig'].map((name) => `${name}=; ${expired}`);
    const provider = (await this.#signedIn(request))?.federation?.provider;
    // Only a provider by SAML is told.
    const location = provider?.signsOut ? this.#second.signOutUrl(provider, target) : target;
    response.writeHead(302, { location, 'set-cookie': cookies }).end();
  }

  /** Whose session a browser has. */
  async #signedIn(request: IncomingMessage): Promise<Person | undefined> {
    const id = /(?:^|;\s*)_session=([^;]+)/.exec(request.headers.cookie ?? '')?.[1];
    const session = id === undefined ? undefined : await this.#provider.Session.find(id);
    return this.#people.get(session?.accountId ?? '');
  }

  #configuration(key: SigningKey): Record<string, unknown> {
    return {
      adapter: createSessionStore(),
      clients: this.#clients.map(clientMetadata),
      jwks: { keys: [key.jwk] },
      // Derived from the signing key, so that a session cookie stays readable when the engine restarts.
      cookies: {
        keys: [
          createHash('sha256')
            .update(key.jwk.d ?? randomBytes(32))
            .digest('hex'),
        ],
      },
      scopes,
      claims: {
        openid: ['sub', 'token_use', 'cognito:username', 'cognito:groups', 'identities', 'jti'],
        email: ['email', 'email_verified'],
      },
      // A user pool puts the attributes into the ID token itself.
      conformIdTokenClaims: false,
      extraParams: ['identity_provider'],
      pkce: { required: () => true },
      responseTypes: ['code'],
      ttl: {
        AccessToken: tokenLifeSeconds,
        AuthorizationCode: 300,
        Grant: 86_400,
        IdToken: tokenLifeSeconds,
        Interaction: 3600,
        RefreshToken: 30 * 86_400,
        Session: 86_400,
      },
      routes: {
        authorization: '/oauth2/authorize',
        token: '/oauth2/token',
        userinfo: '/oauth2/userInfo',
        revocation: '/oauth2/revoke',
        jwks: '/.well-known/jwks.json',
      },
      features: {
        devInteractions: { enabled: false },
        // A user pool has neither.
        dPoP: { enabled: false },
        pushedAuthorizationRequests: { enabled: false },
        revocation: { enabled: true },
        rpInitiatedLogout: {
          enabled: true,
          logoutSource: (context: PageContext, form: string) => {
            context.body = signOutPage(form);
          },
          postLogoutSuccessSource: (context: PageContext) => {
            context.body = messagePage('Signed out', 'You can close this page.');
          },
        },
      },
      interactions: { url: (_: unknown, { uid }: { uid: string }) => `${this.#mount}/interaction/${uid}` },
      issueRefreshToken: () => true,
      findAccount: (_: unknown, sub: string) => {
        const person = this.#people.get(sub);
        return person && { accountId: sub, claims: () => claimsOf(person) };
      },
      loadExistingGrant: (context: GrantContext) => this.#grant(context),
      renderError: (context: PageContext, { error_description: text, error }: Record<string, string>) => {
        context.type = 'html';
        context.body = messagePage('Not possible', text ?? error ?? 'unknown error');
      },
    };
  }

  // No consent page: portal and API are one product.
  async #grant({ oidc: { client, session } }: GrantContext): Promise<unknown> {
    const grant = new this.#provider.Grant({ clientId: client.clientId, accountId: session.accountId });
    grant.addOIDCScope(scopes.join(' '));
    await grant.save();
    return grant;
  }
}

function clientMetadata({ id, callbackUrls, logoutUrls }: UserPoolClient): Record<string, unknown> {
  return {
    client_id: id,
    token_endpoint_auth_method: 'none',
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
    redirect_uris: callbackUrls,
    post_logout_redirect_uris: logoutUrls,
    require_auth_time: true,
  };
}
