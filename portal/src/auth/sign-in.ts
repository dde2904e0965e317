import {
  ErrorResponse,
  InMemoryWebStorage,
  UserManager,
  type UserManagerSettings,
  WebStorageStateStore,
} from 'oidc-client-ts';
import { UnreachableError } from '../api/problem.ts';
import type { Config } from '../config.ts';

/**
 * The same limit as for any call: giving up sooner would send people to the sign-in page on a slow network.
 */
const renewalTimeoutSeconds = 35;

/** Marks this tab as signed in, so that a reload renews the session without asking. */
const signedInMark = 'latchkey.signed-in';

/** Marks that somebody is signed in in this browser, so that a new tab asks the sign-in page for its session. */
const knownMark = 'latchkey.known';

/** Marks that this tab has signed out at the sign-in page, but not yet at the operator's own provider. */
const leavingMark = 'latchkey.leaving';

/**
 * Sign-in by authorization code with PKCE, at Cognito's managed login or its local stand-in. Tokens stay in
 * memory; after a reload, the sign-in page's session cookie brings them back.
 */
export class SignIn {
  readonly #config: Config;
  readonly #users: UserManager;

  constructor(config: Config) {
    this.#config = config;
    this.#users = new UserManager(settingsFor(config));
  }

  /** Undefined when nobody is signed in, or the token has expired. */
  async idToken(): Promise<string | undefined> {
    const user = await this.#users.getUser();
    return user === null || user.expired ? undefined : user.id_token;
  }

  get wasSignedIn(): boolean {
    return sessionStorage.getItem(signedInMark) !== null;
  }

  /** Whether the sign-in page may still have a session of this browser. */
  get isKnown(): boolean {
    return localStorage.getItem(knownMark) !== null;
  }

  /**
   * Redirects to the sign-in page.
   * @param path where to return to
   * @param purpose `resume` returns at once, signed in or not: the sign-in page shows nothing
   */
  async redirect(path: string, purpose: 'sign-in' | 'sign-up' | 'resume' = 'sign-in'): Promise<void> {
    sessionStorage.removeItem(signedInMark);
    if (purpose === 'resume') return this.#users.signinRedirect({ state: path, prompt: 'none' });
    // The managed login has a separate sign-up page that takes the same parameters.
    const users = purpose === 'sign-in' ? this.#users : new UserManager(settingsFor(this.#config, '/signup'));
    await users.signinRedirect({ state: path, ...this.#toProvider });
  }

  /**
   * Completes the sign-in page's callback.
   * @returns the path to return to, and whether somebody is signed in: not if no session could be resumed
   * @throws when the sign-in was refused
   */
  async complete(url: string): Promise<{ path: string; isSignedIn: boolean }> {
    try {
      const { state } = await this.#users.signinRedirectCallback(url);
      this.#remember();
      return { path: pathFrom(state), isSignedIn: true };
    } catch (error) {
      if (!(error instanceof ErrorResponse && error.error === 'login_required')) throw error;
      localStorage.removeItem(knownMark);
      return { path: pathFrom(error.state), isSignedIn: false };
    }
  }

  #remember(): void {
    sessionStorage.setItem(signedInMark, '1');
    localStorage.setItem(knownMark, '1');
  }

  /**
   * Renews the tokens without asking.
   * @returns undefined when a person has to sign in again
   * @throws UnreachableError when there was no response, which says nothing about the session
   */
  async renew(): Promise<string | undefined> {
    const user = await this.#users.getUser();
    if (!user?.refresh_token) return undefined;
    try {
      return (await this.#users.signinSilent())?.id_token;
    } catch (cause) {
      if (isRefused(cause)) return undefined;
      throw new UnreachableError('the sign-in could not be renewed', { cause });
    }
  }

  /**
   * Whether this tab started the sign-in that the callback belongs to. `window.opener` can't tell: the
   * managed login sends `Cross-Origin-Opener-Policy: same-origin`, so a window that returns from there has
   * lost its opener.
   */
  hasStarted(state: string | null): boolean {
    return state !== null && sessionStorage.getItem(`oidc.${state}`) !== null;
  }

  /**
   * Signs in again in a separate window, so that this page and its input stay. Nothing tells when that window
   * is closed: call again at any time.
   * @throws when the window was blocked or the sign-in refused
   */
  async signInAgain(): Promise<string | undefined> {
    const user = await this.#users.signinPopup({
      popupWindowFeatures: { width: 520, height: 680 },
      ...this.#toProvider,
    });
    this.#remember();
    return user.id_token;
  }

  /** Passes the callback on to the window that opened this one. */
  async report(url: string): Promise<void> {
    await this.#users.signinPopupCallback(url);
  }

  /** Revokes and forgets the tokens of this tab. */
  async forget(): Promise<void> {
    sessionStorage.removeItem(signedInMark);
    localStorage.removeItem(knownMark);
    // Without the endpoint's response, the tokens are at least forgotten.
    await this.#users.revokeTokens(['refresh_token']).catch(() => undefined);
    await this.#users.removeUser();
  }

  /** Skips the sign-in page, where there is nothing to choose. */
  get #toProvider(): { extraQueryParams?: Record<string, string> } {
    const { identityProvider } = this.#config;
    return identityProvider ? { extraQueryParams: { identity_provider: identityProvider } } : {};
  }

  /** Ends the session here and at the sign-in page, and revokes the tokens; `leaveProvider` does the rest. */
  async signOut(): Promise<void> {
    const user = await this.#users.getUser();
    await this.forget();
    if (user?.profile.identities) sessionStorage.setItem(leavingMark, '1');
    const parameters = new URLSearchParams({
      client_id: this.#config.clientId,
      logout_uri: `${location.origin}/`,
    });
    location.assign(`${this.#config.signInUrl}/logout?${parameters}`);
  }

  /**
   * Back from the sign-in page's own sign-out: ends the session at the provider too, which the sign-in page does not end. Otherwise
   * the next sign-in would ask for nothing.
   * @returns whether the page is being left
   */
  leaveProvider(): boolean {
    const { identityProviderSignOutUrl: url, identityProviderClientId = '' } = this.#config;
    const isLeaving = sessionStorage.getItem(leavingMark) !== null;
    sessionStorage.removeItem(leavingMark);
    if (!isLeaving || !url) return false;
    const target = new URL(url);
    target.searchParams.set('client_id', identityProviderClientId);
    target.searchParams.set('post_logout_redirect_uri', `${location.origin}/`);
    location.assign(target);
    return true;
  }
}

function pathFrom(state: unknown): string {
  return typeof state === 'string' && /^\/(?!\/)/.test(state) ? state : '/';
}

// Only what the token endpoint says about the refresh token; anything else is an error on the way or at the
// endpoint.
function isRefused(error: unknown): boolean {
  if (!(error instanceof ErrorResponse)) return false;
  return error.error !== 'server_error' && error.error !== 'temporarily_unavailable';
}

function settingsFor(
  { authority, clientId, signInUrl }: Config,
  authorization = '/oauth2/authorize',
): UserManagerSettings {
  return {
    authority,
    // Cognito's are known: no page has to wait for its discovery document.
    metadata: {
      issuer: authority,
      authorization_endpoint: `${signInUrl}${authorization}`,
      token_endpoint: `${signInUrl}/oauth2/token`,
      revocation_endpoint: `${signInUrl}/oauth2/revoke`,
    },
    client_id: clientId,
    redirect_uri: `${location.origin}/`,
    response_type: 'code',
    scope: 'openid email',
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // Holds the PKCE verifier while the browser is at the sign-in page.
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    // Two concurrent renewals would spend one refresh token twice, which ends the session: session.ts runs
    // one at a time.
    automaticSilentRenew: false,
    silentRequestTimeoutInSeconds: renewalTimeoutSeconds,
  };
}
