import {
  ErrorResponse,
  InMemoryWebStorage,
  UserManager,
  type UserManagerSettings,
  WebStorageStateStore,
} from 'oidc-client-ts';
import { UnreachableError } from '../api/problem.ts';
import type { Config } from '../config.ts';

/** As long as any other call may take: giving up sooner would send people to the sign-in page for a slow network. */
const renewalTimeoutSeconds = 35;

/** Remembers, for this tab, that somebody has signed in: after a reload the sign-in is asked without a question. */
const signedInMark = 'latchkey.signed-in';

/**
 * The sign-in by authorization code with PKCE, at Cognito's managed login or at what stands for it. Tokens are in memory alone;
 * the session cookie of the sign-in page brings them back after a reload.
 */
export class SignIn {
  readonly #config: Config;
  readonly #users: UserManager;

  constructor(config: Config) {
    this.#config = config;
    this.#users = new UserManager(settingsFor(config));
  }

  /** Undefined when nobody has signed in, or the token is at its end. */
  async idToken(): Promise<string | undefined> {
    const user = await this.#users.getUser();
    return user === null || user.expired ? undefined : user.id_token;
  }

  get wasSignedIn(): boolean {
    return sessionStorage.getItem(signedInMark) !== null;
  }

  /** Leaves for the sign-in page. @param path where to come back to */
  async leave(path: string, purpose: 'sign-in' | 'sign-up' = 'sign-in'): Promise<void> {
    sessionStorage.removeItem(signedInMark);
    // The managed login has a page of its own for new people, which takes the same parameters.
    const seed = { authorization_endpoint: `${this.#config.signInUrl}/signup` };
    const users =
      purpose === 'sign-in'
        ? this.#users
        : new UserManager({ ...settingsFor(this.#config), metadataSeed: seed });
    await users.signinRedirect({ state: path });
  }

  /** Takes the answer of the sign-in page. @returns the path to come back to @throws when it was refused */
  async arrive(url: string): Promise<string> {
    const { state } = await this.#users.signinRedirectCallback(url);
    sessionStorage.setItem(signedInMark, '1');
    return typeof state === 'string' && /^\/(?!\/)/.test(state) ? state : '/';
  }

  /**
   * Gets new tokens without a question.
   * @returns undefined when a person has to sign in again
   * @throws UnreachableError when there was no answer, which says nothing about the sign-in
   */
  async renew(): Promise<string | undefined> {
    const user = await this.#users.getUser();
    if (!user?.refresh_token) return undefined;
    try {
      return (await this.#users.signinSilent())?.id_token;
    } catch (cause) {
      if (isRefusal(cause)) return undefined;
      throw new UnreachableError('the sign-in could not be renewed', { cause });
    }
  }

  /**
   * Whether this tab has asked what the answer is to. `window.opener` can't tell: the managed login sends
   * `Cross-Origin-Opener-Policy: same-origin`, by which a window that comes back from there has lost its opener.
   */
  hasAsked(state: string | null): boolean {
    return state !== null && sessionStorage.getItem(`oidc.${state}`) !== null;
  }

  /**
   * Asks in a window of its own, so that this page and all that was typed stay. That the window was closed can't be seen: it may be
   * asked again at any time.
   * @throws when the window was blocked, or the sign-in refused
   */
  async again(): Promise<string | undefined> {
    const user = await this.#users.signinPopup({ popupWindowFeatures: { width: 520, height: 680 } });
    sessionStorage.setItem(signedInMark, '1');
    return user.id_token;
  }

  /** Tells the window that has opened this one what the sign-in page has answered. */
  async report(url: string): Promise<void> {
    await this.#users.signinPopupCallback(url);
  }

  /** Ends the session here and at the sign-in page, and makes the tokens useless. */
  async out(): Promise<void> {
    sessionStorage.removeItem(signedInMark);
    await this.#users.revokeTokens(['refresh_token']).catch(() => undefined);
    await this.#users.removeUser();
    const parameters = new URLSearchParams({
      client_id: this.#config.clientId,
      logout_uri: `${location.origin}/`,
    });
    location.assign(`${this.#config.signInUrl}/logout?${parameters}`);
  }
}

// Only what the token endpoint says of the refresh token; all else is a fault of the way there, or of the endpoint itself.
function isRefusal(error: unknown): boolean {
  if (!(error instanceof ErrorResponse)) return false;
  return error.error !== 'server_error' && error.error !== 'temporarily_unavailable';
}

function settingsFor({ authority, clientId }: Config): UserManagerSettings {
  return {
    authority,
    client_id: clientId,
    redirect_uri: `${location.origin}/`,
    response_type: 'code',
    scope: 'openid email',
    userStore: new WebStorageStateStore({ store: new InMemoryWebStorage() }),
    // Holds the PKCE verifier while the browser is at the sign-in page.
    stateStore: new WebStorageStateStore({ store: sessionStorage }),
    // Two renewals side by side would spend one refresh token twice, which ends the sign-in: session.ts sees to one at a time.
    automaticSilentRenew: false,
    silentRequestTimeoutInSeconds: renewalTimeoutSeconds,
  };
}
