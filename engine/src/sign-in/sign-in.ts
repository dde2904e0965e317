import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Provider } from 'oidc-provider';
import { readForm } from '../http/small-body.ts';
import type { SignInLook } from './look.ts';
import { messagePage, signInPage, signOutPage } from './pages.ts';
import { claimsOf, type Person, personOf } from './people.ts';
import { createSessionStore } from './session-store.ts';
import type { SigningKey } from './signing-key.ts';
import { tokenLifeSeconds } from './tokens.ts';
import type { UserPool } from './user-pools.ts';

const scopes = ['openid', 'email', 'profile', 'phone', 'offline_access', 'aws.cognito.signin.user.admin'];

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

  /** @param issuer `handle` takes requests at its path, such as `/_local/oidc` */
  constructor(issuer: string, key: SigningKey, pools: readonly UserPool[], look: SignInLook) {
    this.#mount = new URL(issuer).pathname;
    this.#pools = pools;
    this.#look = look;
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
    if (path === '/logout') return this.#logOut(url.searchParams, response);
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
    const action = `${this.#mount}/interaction/${details.uid}`;
    if (request.method !== 'POST') return sendPage(response, 200, signInPage(action, this.#look));
    const person = personOf((await readForm(request)).get('email'));
    if (person === undefined)
      return sendPage(response, 400, signInPage(action, this.#look, 'That is not an email address.'));
    this.#people.set(person.sub, person);
    await this.#provider.interactionFinished(request, response, { login: { accountId: person.sub } });
  }

  // Managed login's own sign-out, which is not OpenID Connect's.
  #logOut(parameters: URLSearchParams, response: ServerResponse): void {
    const clients = this.#pools.flatMap((pool) => pool.clients);
    const client = clients.find(({ id }) => id === parameters.get('client_id'));
    const target = parameters.get('logout_uri') ?? '';
    if (client?.logoutUrls.includes(target)) {
      const expired = 'path=/; expires=Thu, 01 Jan 1970 00:00:00 GMT; httponly';
      const cookies = ['_session', '_session.sig'].map((name) => `${name}=; ${expired}`);
      response.writeHead(302, { location: target, 'set-cookie': cookies }).end();
    } else {
      const text = 'logout_uri is not one of the sign-out addresses of the client.';
      sendPage(response, 400, messagePage('Not possible', text));
    }
  }

  #configuration(key: SigningKey): Record<string, unknown> {
    return {
      adapter: createSessionStore(),
      clients: this.#pools.flatMap((pool) => pool.clients).map(clientMetadata),
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
        openid: ['sub', 'token_use', 'cognito:username', 'jti'],
        email: ['email', 'email_verified'],
      },
      // A user pool puts the attributes into the ID token itself.
      conformIdTokenClaims: false,
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

interface PageContext {
  type: string;
  body: string;
}

interface GrantContext {
  readonly oidc: {
    readonly client: { readonly clientId: string };
    readonly session: { readonly accountId: string };
  };
}

function clientMetadata({
  id,
  callbackUrls,
  logoutUrls,
}: UserPool['clients'][number]): Record<string, unknown> {
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

function sendPage(response: ServerResponse, status: number, html: string): void {
  response
    .writeHead(status, {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'none'",
      'x-content-type-options': 'nosniff',
    })
    .end(html);
}
