import { createHmac, generateKeyPairSync, sign } from 'node:crypto';
import { EngineProcess, startMs } from './support/engine.ts';
import { SignInBrowser } from './support/sign-in-browser.ts';
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
    const browser = new SignInBrowser(engine);
    const { clientId, verifier, location } = await browser.authorize();
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
    const stolen = await browser.token({ ...form, code_verifier: 'x'.repeat(43) });
    expect(stolen.status).toBe(400);

    const again = await browser.authorize();
    // Already signed in: no page in between.
    const second = new URL(again.location);
    const granted = await browser.token({
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
    const browser = new SignInBrowser(engine);
    const elsewhere = await browser.authorize({ redirect_uri: 'https://evil.example/' });
    expect(elsewhere.response.status).toBe(400);
    const plain = await browser.authorize({ code_challenge: '' });
    expect(plain.location).toContain('error=invalid_request');
  });

  test("has the look of the app's branding, and takes nothing but colours from it", async () => {
    const browser = new SignInBrowser(engine);
    const page = await (await browser.fetch((await browser.authorize()).location)).text();
    expect(page).toContain(
      ':root{--button:#c2410cff}@media(prefers-color-scheme:dark){:root{--button:#ff8a4cff}}',
    );
    expect(page).toContain('<img src="data:image/png;base64,iVBORw0KGgo=" alt="">');
    expect(page.match(/<\/style>/g)).toHaveLength(1);
  });

  test("signs out by managed login's own address", async () => {
    const browser = new SignInBrowser(engine);
    const clientId = await browser.clientId();
    const first = await browser.authorize();
    await browser.follow(first.location, new URLSearchParams({ email: 'me@example.com' }));
    expect((await browser.authorize()).location).toContain('/callback?');
    const target = engine.url('/');
    const query = new URLSearchParams({ client_id: clientId, logout_uri: target });
    const out = await browser.fetch(engine.url(`/_local/oidc/logout?${query}`));
    expect(out.status).toBe(302);
    expect(out.headers.get('location')).toBe(target);
    expect((await browser.authorize()).location).toContain('/interaction/');
    query.set('logout_uri', 'https://evil.example/');
    expect((await fetch(engine.url(`/_local/oidc/logout?${query}`))).status).toBe(400);
  });
});

describe("an identity provider of the operator's", () => {
  const signInAt = async (
    name: string,
    form: Record<string, string>,
    browser = new SignInBrowser(engine),
  ) => {
    const journey = await browser.authorize({ identity_provider: name });
    const page = await browser.walk(journey.location);
    expect(new URL(page.url).hostname).toBe('127.0.0.1');
    expect(page.text).toContain(`Sign in at ${name}`);
    const { url } = await browser.walk(page.url, new URLSearchParams(form));
    return { browser, idToken: await browser.redeem(url, journey.verifier) };
  };

  test('is offered on the sign-in page, and its claims become those of a user pool', async () => {
    const browser = new SignInBrowser(engine);
    const { location } = await browser.authorize();
    const page = await (await browser.fetch(location)).text();
    expect(page).toContain('Email address');
    for (const name of ['AcmeSSO', 'AcmeSAML'])
      expect(page).toMatch(new RegExp(`identity_provider=${name}">Continue with ${name}`));

    const { idToken } = await signInAt('AcmeSSO', { email: 'Me@Example.com', verified: 'on' });
    const own = claimsOf(await engine.token('me@example.com'));
    const claims = claimsOf(idToken);
    expect(claims).toMatchObject({
      iss: own.iss,
      aud: own.aud,
      token_use: 'id',
      email: 'me@example.com',
      email_verified: true,
      'cognito:username': expect.stringMatching(/^AcmeSSO_./),
      identities: [{ providerName: 'AcmeSSO', providerType: 'OIDC', primary: 'true' }],
    });
    expect(claims.sub).not.toBe(own.sub);
    // API Gateway takes the brackets of the list away.
    expect(JSON.parse(String((await seenClaims(idToken)).identities))).toMatchObject({
      providerName: 'AcmeSSO',
    });
  });

  test('says whether an address is verified; of what is not mapped nothing is', async () => {
    const claims = async (name: string, form: Record<string, string>) =>
      claimsOf((await signInAt(name, { email: 'me@example.com', ...form })).idToken);
    expect(await claims('AcmeSSO', {})).toMatchObject({ email_verified: false });
    expect(await claims('AcmeSAML', { verified: 'on' })).toMatchObject({
      email_verified: false,
      identities: [{ providerName: 'AcmeSAML', providerType: 'SAML' }],
    });
    const token = (body: object) => engine.postLocal('token', body);
    const body = { email: 'me@example.com', provider: 'AcmeSSO', verified: false };
    const { idToken } = (await (await token(body)).json()) as { idToken: string };
    expect(claimsOf(idToken)).toMatchObject({ email_verified: false, email: 'me@example.com' });
    expect((await token({ ...body, provider: 'Nobody' })).status).toBe(400);
  });

  test('keeps its session when the pool signs out, unless it speaks SAML, until it is ended there', async () => {
    const query = new URLSearchParams({ logout_uri: engine.url('/') });
    const { browser } = await signInAt('AcmeSSO', { email: 'me@example.com' });
    query.set('client_id', await browser.clientId());
    const signOut = () => browser.walk(engine.url(`/_local/oidc/logout?${query}`));
    const signIn = async (name: string) =>
      (await browser.walk((await browser.authorize({ identity_provider: name })).location)).url;
    expect((await signOut()).url).toBe(engine.url('/'));
    expect(await signIn('AcmeSSO')).toMatch(engine.url('/callback?'));

    await signOut();
    // As the page says to.
    const { signOut: provider } = (await (await fetch(engine.url('/config.json'))).json()) as {
      signOut: string;
    };
    expect(provider).toBe(`http://127.0.0.1:${engine.port}/_local/provider/logout`);
    const end = new URLSearchParams({ client_id: 'latchkey', post_logout_redirect_uri: engine.url('/') });
    await browser.confirm(await browser.walk(`${provider.replace(/logout$/, 'session/end')}?${end}`));
    const asked = await signIn('AcmeSSO');
    expect(asked).toContain('/_local/provider/interaction/');

    await browser.walk(asked, new URLSearchParams({ email: 'me@example.com' }));
    await signOut();
    expect(await signIn('AcmeSAML')).toMatch(engine.url('/callback?'));
    const ended = await signOut();
    expect(ended.url).toContain('/_local/provider/session/end');
    expect((await browser.confirm(ended)).url).toBe(engine.url('/'));
    expect(await signIn('AcmeSAML')).toContain('/_local/provider/interaction/');
  });

  test('completes a sign-in only in the browser that has started it, once', async () => {
    const browser = new SignInBrowser(engine);
    const page = await browser.walk((await browser.authorize({ identity_provider: 'AcmeSSO' })).location);
    const stopped = await browser.walk(
      page.url,
      new URLSearchParams({ email: 'me@example.com' }),
      '/idpresponse',
    );
    const stranger = await new SignInBrowser(engine).walk(stopped.url);
    expect([stranger.status, stranger.text]).toEqual([400, expect.stringContaining('Start again')]);
    expect((await browser.walk(stopped.url)).url).toMatch(engine.url('/callback?'));
    expect((await browser.walk(stopped.url)).status).toBe(400);
  });
});
