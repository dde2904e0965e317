import { createHash, createHmac, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import { EngineProcess, startMs } from './support/engine.ts';
import { synthesize } from './support/synthesize.ts';

let engine: EngineProcess;
beforeAll(async () => {
  engine = await EngineProcess.start(await synthesize('whole-app'));
}, startMs);
afterAll(() => engine.stop());

type Claims = Record<string, unknown>;

function claimsOf(token: string): Claims {
  return JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
}

function me(authorization: string): Promise<Response> {
  return fetch(engine.url('/api/me'), { headers: { authorization } });
}

/** The claims as the function behind the API sees them. */
async function seenClaims(authorization: string): Promise<Claims> {
  const response = await me(authorization);
  expect(response.status).toBe(200);
  // The fixture's format.
  const { event } = (await response.json()) as {
    event: { requestContext: { authorizer: { claims: Claims } } };
  };
  return event.requestContext.authorizer.claims;
}

const encode = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

describe('a token for curl and tests', () => {
  test('has the claims of a user pool, which functions get as strings', async () => {
    const token = await engine.token('Someone@Example.com');
    expect(claimsOf(token)).toMatchObject({
      iss: engine.url('/_local/oidc'),
      email: 'someone@example.com',
      email_verified: true,
      token_use: 'id',
      sub: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-5[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    });
    const claims = await seenClaims(`Bearer ${token}`);
    expect(claims).toMatchObject({ email: 'someone@example.com', email_verified: 'true', token_use: 'id' });
    expect(claims.exp).toMatch(/^[A-Z][a-z]{2} [A-Z][a-z]{2} \d\d \d\d:\d\d:\d\d UTC \d{4}$/);
  });

  test('names the same person for the same address', async () => {
    const subs = await Promise.all(
      ['a@example.com', ' A@EXAMPLE.com ', 'b@example.com'].map((email) => engine.token(email)),
    );
    const [first, second, other] = subs.map((token) => claimsOf(token).sub);
    expect(second).toBe(first);
    expect(other).not.toBe(first);
  });

  test('stays valid when the clock is moved', async () => {
    const token = await engine.token('a@example.com');
    await engine.postLocal('clock', { advanceSeconds: 40 * 86_400 });
    expect((await me(token)).status).toBe(200);
    await engine.postLocal('clock', { reset: true });
  });
});

describe('a token that was tampered with is refused', () => {
  const forged = generateKeyPairSync('rsa', { modulusLength: 2048 });

  test.each([
    [
      'of another signer',
      (parts: string[]) => signed({ alg: 'RS256', kid: 'local' }, claimsOf(parts.join('.'))),
    ],
    [
      'with other claims',
      ([head, body, tail]: string[]) => `${head}.${encode({ ...claimsOf(`.${body}`), sub: 'x' })}.${tail}`,
    ],
    ['without a signature', ([, body]: string[]) => `${encode({ alg: 'none' })}.${body}.`],
    ['with no signature left', ([head, body]: string[]) => `${head}.${body}.`],
    [
      'signed by the public key as if it were a secret',
      ([, body]: string[]) => hmac(`${encode({ alg: 'HS256' })}.${body}`),
    ],
    ['of nonsense', () => 'a.b.c'],
    ['of two parts', ([head, body]: string[]) => `${head}.${body}`],
  ])('%s', async (_, forge) => {
    const parts = (await engine.token('a@example.com')).split('.');
    expect((await me(parts.join('.'))).status).toBe(200);
    expect((await me(forge(parts))).status).toBe(401);
  });

  function signed(header: object, claims: object): string {
    const text = `${encode(header)}.${encode(claims)}`;
    return `${text}.${sign('sha256', Buffer.from(text), forged.privateKey).toString('base64url')}`;
  }

  function hmac(text: string): string {
    return `${text}.${createHmac('sha256', 'public').update(text).digest('base64url')}`;
  }
});

describe('the sign-in page', () => {
  test('leads by authorization code and PKCE to an ID token that the API accepts', async () => {
    const browser = new Browser();
    const { clientId, verifier, location } = await authorize(browser);
    const page = await browser.fetch(location);
    expect(page.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(await page.text()).toContain('Email address');

    const wrong = await browser.fetch(location, {
      method: 'POST',
      body: new URLSearchParams({ email: 'nobody' }),
    });
    expect(wrong.status).toBe(400);
    expect(await wrong.text()).toContain('not an email address');

    const next = await browser.follow(location, new URLSearchParams({ email: 'Me@Example.com' }));
    const callback = new URL(next.headers.get('location') ?? '');
    expect(callback.href).toMatch(engine.url('/callback?'));
    expect(callback.searchParams.get('state')).toBe('xyz');

    const code = callback.searchParams.get('code') ?? '';
    const form = {
      grant_type: 'authorization_code',
      code,
      client_id: clientId,
      redirect_uri: engine.url('/callback'),
    };
    const stolen = await token({ ...form, code_verifier: 'x'.repeat(43) });
    expect(stolen.status).toBe(400);

    const again = await authorize(browser);
    // Already signed in: no page in between.
    const second = new URL(again.location);
    const granted = await token({
      ...form,
      code: second.searchParams.get('code') ?? '',
      code_verifier: again.verifier,
    });
    expect(granted.status).toBe(200);
    // OpenID Connect's format.
    const { id_token: idToken } = (await granted.json()) as { id_token: string };
    expect(claimsOf(idToken)).toMatchObject({
      email: 'me@example.com',
      email_verified: true,
      token_use: 'id',
      aud: clientId,
    });
    expect(claimsOf(idToken).auth_time).toEqual(expect.any(Number));
    expect(claimsOf(idToken).sub).toBe(claimsOf(await engine.token('me@example.com')).sub);
    expect((await seenClaims(idToken)).email).toBe('me@example.com');
    expect(verifier).not.toBe(again.verifier);
  });

  test('refuses an unregistered callback address, and a request without PKCE', async () => {
    const browser = new Browser();
    const elsewhere = await authorize(browser, { redirect_uri: 'https://evil.example/' });
    expect(elsewhere.response.status).toBe(400);
    const plain = await authorize(browser, { code_challenge: '' });
    expect(plain.location).toContain('error=invalid_request');
  });

  test("has the look of the app's branding, and takes nothing but colours from it", async () => {
    const browser = new Browser();
    const page = await (await browser.fetch((await authorize(browser)).location)).text();
    expect(page).toContain(
      ':root{--button:#c2410cff}@media(prefers-color-scheme:dark){:root{--button:#ff8a4cff}}',
    );
    expect(page).toContain('<img src="data:image/png;base64,iVBORw0KGgo=" alt="">');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
  });

  test("signs out by managed login's own address", async () => {
    const browser = new Browser();
    const clientId = await client();
    const first = await authorize(browser);
    await browser.follow(first.location, new URLSearchParams({ email: 'me@example.com' }));
    expect((await authorize(browser)).location).toContain('/callback?');
    const target = engine.url('/');
    const query = new URLSearchParams({ client_id: clientId, logout_uri: target });
    const out = await browser.fetch(engine.url(`/_local/oidc/logout?${query}`));
    expect(out.status).toBe(302);
    expect(out.headers.get('location')).toBe(target);
    expect((await authorize(browser)).location).toContain('/interaction/');
    query.set('logout_uri', 'https://evil.example/');
    expect((await fetch(engine.url(`/_local/oidc/logout?${query}`))).status).toBe(400);
  });
});

async function client(): Promise<string> {
  // The fixture's own file.
  const { clientId } = (await (await fetch(engine.url('/config.json'))).json()) as { clientId: string };
  return clientId;
}

async function authorize(browser: Browser, changes: Record<string, string> = {}) {
  const clientId = await client();
  const verifier = randomBytes(32).toString('base64url');
  const query = new URLSearchParams({
    client_id: clientId,
    response_type: 'code',
    scope: 'openid email',
    redirect_uri: engine.url('/callback'),
    state: 'xyz',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
    ...changes,
  });
  const response = await browser.fetch(engine.url(`/_local/oidc/oauth2/authorize?${query}`));
  return {
    clientId,
    verifier,
    response,
    location: new URL(response.headers.get('location') ?? '', engine.url('/')).href,
  };
}

function token(form: Record<string, string>): Promise<Response> {
  return fetch(engine.url('/_local/oidc/oauth2/token'), { method: 'POST', body: new URLSearchParams(form) });
}

/** Keeps cookies, and follows no redirects by itself. */
class Browser {
  readonly #cookies = new Map<string, string>();

  async fetch(url: string, init: RequestInit = {}): Promise<Response> {
    const cookie = [...this.#cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(url, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      const at = pair.indexOf('=');
      this.#cookies.set(pair.slice(0, at), pair.slice(at + 1));
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
}
