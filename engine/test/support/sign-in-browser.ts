import { createHash, randomBytes } from 'node:crypto';
import type { EngineProcess } from './engine.ts';

interface Page {
  readonly url: string;
  readonly status: number;
  readonly text: string;
}

/** Walks through the pages of sign-ins. Keeps the cookies of each host, and follows no redirects by itself. */
export class SignInBrowser {
  readonly #engine: EngineProcess;
  readonly #cookies = new Map<string, Map<string, string>>();

  constructor(engine: EngineProcess) {
    this.#engine = engine;
  }

  async clientId(): Promise<string> {
    // The fixture's own file.
    const { clientId } = (await (await fetch(this.#engine.url('/config.json'))).json()) as {
      clientId: string;
    };
    return clientId;
  }

  async authorize(changes: Record<string, string> = {}) {
    const clientId = await this.clientId();
    const verifier = randomBytes(32).toString('base64url');
    const query = new URLSearchParams({
      client_id: clientId,
      response_type: 'code',
      scope: 'openid email',
      redirect_uri: this.#engine.url('/callback'),
      state: 'xyz',
      code_challenge: createHash('sha256').update(verifier).digest('base64url'),
      code_challenge_method: 'S256',
      ...changes,
    });
    const response = await this.fetch(this.#engine.url(`/_local/oidc/oauth2/authorize?${query}`));
    return {
      clientId,
      verifier,
      response,
      location: new URL(response.headers.get('location') ?? '', this.#engine.url('/')).href,
    };
  }

  token(form: Record<string, string>): Promise<Response> {
    const body = new URLSearchParams(form);
    return fetch(this.#engine.url('/_local/oidc/oauth2/token'), { method: 'POST', body });
  }

  /** The ID token for the code in a callback's address. */
  async redeem(callback: string, verifier: string): Promise<string> {
    const granted = await this.token({
      grant_type: 'authorization_code',
      code: new URL(callback).searchParams.get('code') ?? '',
      client_id: await this.clientId(),
      redirect_uri: this.#engine.url('/callback'),
      code_verifier: verifier,
    });
    // OpenID Connect's format.
    const { id_token: idToken } = (await granted.json()) as { id_token: string };
    return idToken;
  }

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const { hostname } = new URL(url);
    const jar = this.#cookies.get(hostname) ?? new Map<string, string>();
    this.#cookies.set(hostname, jar);
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      jar.set(pair.slice(0, at), pair.slice(at + 1));
    }
    return response;
  }

  /** Sends a form, and follows redirects to pages of the sign-in. */
  async follow(url: string, form: URLSearchParams): Promise<Response> {
    let response = await this.fetch(url, { method: 'POST', body: form });
    for (let hops = 0; hops < 5 && response.headers.get('location')?.includes('/_local/'); hops += 1) {
      response = await this.fetch(response.headers.get('location') ?? '');
    }
    return response;
  }

  /**
   * Goes to a page, or sends it a form, and follows redirects to the pages of both sign-ins.
   * @param before stops at an address that has this in it, without going there
   * @returns the page, or the address of the app that it would go to
   */
  async walk(url: string, form?: URLSearchParams, before?: string): Promise<Page> {
    let at = url;
    let init: RequestInit = form === undefined ? {} : { method: 'POST', body: form };
    for (let hops = 0; hops < 12; hops += 1) {
      if (!at.includes('/_local/') || (before !== undefined && at.includes(before)))
        return { url: at, status: 0, text: '' };
      const response = await this.fetch(at, init);
      const location = response.headers.get('location');
      if (location === null) return { url: at, status: response.status, text: await response.text() };
      at = new URL(location, at).href;
      init = {};
    }
    throw new Error(`too many redirects, the last to ${at}`);
  }

  /** Presses the button of a page that asks whether to sign out. */
  confirm({ text, url }: Page): Promise<Page> {
    const [, action = ''] = /action="([^"]+)"/.exec(text) ?? [];
    const [, xsrf = ''] = /name="xsrf" value="([^"]+)"/.exec(text) ?? [];
    return this.walk(new URL(action, url).href, new URLSearchParams({ xsrf, logout: 'yes' }));
  }
}
