import { text } from 'node:stream/consumers';
import { bearer, type EngineClient } from '../../../test/support/engine-client.ts';
import { visitSharedEngine } from './support/shared-visits.ts';
import { Visitor, visit } from './support/visitor.ts';

let engine: EngineClient;
visitSharedEngine((shared) => {
  engine = shared;
});

visit('signs up, shows the default key once and guards it, and the gateway accepts it', async (arrive) => {
  const visitor = await arrive(Visitor.arrive(engine));
  const { page } = visitor;
  await visitor.signIn('/', 'Create an account');
  await page.getByRole('heading', { name: 'Welcome to Latchkey' }).waitFor();
  // The authorization code must not stay in the URL.
  expect(page.url()).toBe(visitor.url('/'));

  await page.keyboard.press('Escape');
  await page.getByText('You haven’t saved the secret yet.').waitFor();
  await visitor.press('Copy token');
  await visitor.hears('Copied token.');
  const token = await page.evaluate(() => navigator.clipboard.readText());
  expect((await engine.whoami(bearer(token))).status).toBe(200);

  const downloading = page.waitForEvent('download');
  await visitor.press('Download .env');
  // The browser belongs to another process, so that the file has no path here.
  const file = await text(await (await downloading).createReadStream());
  expect(file).toContain(`LATCHKEY_TOKEN=${token}\n`);
  await visitor.press('Copy curl command');
  await visitor.hears('Copied curl command.');
  expect(await page.evaluate(() => navigator.clipboard.readText())).toContain(`Bearer ${token}`);

  await visitor.press('Done');
  await visitor.closed();
  const [, , secret = ''] = token.split('_');
  const stored = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }]));
  expect(stored).not.toContain(secret);
  expect(stored).not.toMatch(/eyJ/);

  // A reload signs in by the sign-in page's session, and the secret does not come back.
  await page.reload();
  // The call above has ended the first steps, if it is counted by now.
  const name = /^(Welcome\. Make your first call\.|Your key is working)$/;
  await page.getByRole('heading', { level: 1, name }).waitFor();
  expect(await page.content()).not.toContain(secret);
});

visit(
  'returns to the requested page after sign-in, and asks for sign-in again after sign-out',
  async (arrive) => {
    const visitor = await arrive(Visitor.arrive(engine));
    const holder = await engine.signIn(visitor.email);
    await holder.ensureAccount();
    const { accessKey } = await holder.createKey({ name: 'Linked' });
    await visitor.signIn(`/keys/${accessKey}`);
    await visitor.page.getByRole('heading', { level: 1, name: 'Linked' }).waitFor();
    expect(visitor.page.url()).toBe(visitor.url(`/keys/${accessKey}`));

    await visitor.press(/^Account/);
    await visitor.page.getByRole('menuitem', { name: 'Sign out' }).click();
    await visitor.page.getByRole('heading', { name: 'Your API keys, under control' }).waitFor();
    await visitor.press('Sign in');
    await visitor.page.getByLabel('Email address').waitFor();
  },
);

visit('signs in by an identity provider, which has accounts of its own, and out of both', async (arrive) => {
  const visitor = await arrive(Visitor.arrive(engine));
  const { page } = visitor;
  // Somebody else, as far as anybody knows.
  await (await engine.signIn(visitor.email)).ensureAccount();
  const follow = async () => {
    await visitor.press('Sign in');
    await page.getByRole('link', { name: 'Continue with LocalSSO' }).click();
  };
  const signIn = async (email: string, isVerified: boolean) => {
    await page.getByRole('heading', { name: 'Sign in at LocalSSO' }).waitFor();
    await page.getByLabel('Email address').fill(email);
    await page.getByLabel('The provider has verified this address').setChecked(isVerified);
    await visitor.press('Sign in');
  };
  const leave = async () => {
    await page.waitForURL(/\/_local\/provider\/session\/end/);
    await visitor.press('Sign out');
    await page.getByRole('heading', { name: 'Your API keys, under control' }).waitFor();
  };
  await page.goto(visitor.url('/'));
  await follow();
  await signIn(visitor.email, true);
  await page.getByRole('heading', { name: 'Welcome to Latchkey' }).waitFor();
  await visitor.press('Copy token');
  await visitor.press('Done');
  await visitor.press(/^Account/);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await leave();

  // The provider asks again, and this time it knows nothing of the address.
  await follow();
  await signIn(`un${visitor.email}`, false);
  await page.getByRole('heading', { name: 'You are not signed in' }).waitFor();
  await page.getByText('not verified. Verify it at your identity provider').waitFor();
  expect(await visitor.accessibilityFaults()).toEqual([]);
  await visitor.press('Sign out');
  await leave();

  // Where it is the only way in, as a deployment with passwordSignIn false says, nothing is to choose.
  await page.route('**/config.json', async (route) => {
    const response = await route.fetch();
    const json = { ...(await response.json()), identityProvider: 'LocalSSO', selfSignUp: false };
    await route.fulfill({ response, json });
  });
  await page.reload();
  await visitor.press('Sign in');
  await page.getByRole('heading', { name: 'Sign in at LocalSSO' }).waitFor();
});

visit('signs out in every tab, and revokes the tokens of each', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine));
  const { page } = visitor;
  const other = await page.context().newPage();
  await other.goto(visitor.url('/keys'));
  // Signed in by itself, as the sign-in page has a session.
  await other.getByRole('heading', { level: 1, name: 'API Control' }).waitFor();
  const revoked: (string | null)[] = [];
  page.context().on('response', (response) => {
    if (response.url().endsWith('/oauth2/revoke') && response.ok())
      revoked.push(new URLSearchParams(response.request().postData() ?? '').get('token_type_hint'));
  });

  await visitor.press(/^Account/);
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await other.getByText('You signed out in another tab.').waitFor();
  expect(await other.getByRole('link', { name: 'Default key' }).count()).toBe(0);
  await page.getByRole('heading', { name: 'Your API keys, under control' }).waitFor();
  expect(revoked).toEqual(['refresh_token', 'refresh_token']);
});

visit('renews an ended session silently', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine));
  const refuse = await refuseUntilRenewed(visitor);
  await visitor.goTo('Settings');
  await visitor.page.getByText('None so far.').waitFor();
  expect(refuse.refused).toBeGreaterThan(0);
});

visit(
  'does not ask for a sign-in when renewal gets no response, and goes on when it does',
  async (arrive) => {
    const visitor = await arrive(Visitor.signedIn(engine, { path: '/keys' }));
    const { page } = visitor;
    await visitor.press('Create key');
    await page.getByLabel('Name', { exact: true }).fill('Kept');
    await refuseUntilRenewed(visitor);
    await page.route('**/oauth2/token', (route) => route.abort(), { times: 1 });
    await visitor.pressInDialog('Create key');
    await page.getByText('We can’t reach the server').waitFor();
    expect(await page.getByRole('heading', { name: 'Your session has ended' }).count()).toBe(0);
    await visitor.pressInDialog('Create key');
    await page.getByRole('heading', { name: /^Save the secret of/ }).waitFor();
  },
);

visit('renews once for all calls refused at the same time', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine, { path: '/developers' }));
  const { page } = visitor;
  let renewals = 0;
  page.on('request', (request) => {
    if (request.url().endsWith('/oauth2/token')) renewals += 1;
  });
  const { promise: secondRefused, resolve: release } = Promise.withResolvers<void>();
  await page.route('**/api/v1/keys*', async (route) => {
    if (renewals > 0) return route.continue();
    return route.fulfill({ status: 401, json: {} });
  });
  // The response to one call is still on its way when the renewal for the other is done.
  let isFirst = true;
  await page.route('**/api/v1/notices', async (route) => {
    if (!isFirst) return route.continue();
    isFirst = false;
    await secondRefused;
    return route.fulfill({ status: 401, json: {} });
  });
  // Tokens that the local sign-in issues within one second are identical; Cognito's never are.
  await page.waitForFunction((second) => Date.now() / 1000 > second, Math.ceil(Date.now() / 1000));
  await visitor.goTo('Dashboard');
  await page.getByRole('heading', { level: 1, name: 'Welcome. Make your first call.' }).waitFor();
  const answered = page.waitForResponse((response) => response.url().endsWith('/notices') && response.ok());
  release();
  await answered;
  expect(renewals).toBe(1);
});

visit('asks for sign-in again without losing input', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine, { path: '/keys' }));
  const { page } = visitor;
  await visitor.press('Create key');
  await page.getByLabel('Name', { exact: true }).fill('Typed before');
  await refuseUntilRenewed(visitor);
  // The refresh token no longer works either.
  await page.route('**/oauth2/token', async (route) => {
    const isRefresh = route.request().postData()?.includes('grant_type=refresh_token');
    await (isRefresh ? route.fulfill({ status: 400, json: { error: 'invalid_grant' } }) : route.fallback());
  });
  await visitor.pressInDialog('Create key');
  await page.getByRole('heading', { name: 'Your session has ended' }).waitFor();
  // The first window is closed before the sign-in, which no page can see.
  const authorization = '**/oauth2/authorize*';
  await page
    .context()
    .route(authorization, (route) => route.fulfill({ contentType: 'text/html', body: 'Wait' }));
  const opening = page.waitForEvent('popup');
  await visitor.press('Sign in again');
  const first = await opening;
  await first.getByText('Wait').waitFor();
  await first.close();
  await page.context().unroute(authorization);
  await visitor.press('Reopen window');
  await page.getByRole('heading', { name: /^Save the secret of/ }).waitFor();
  await visitor.press('Copy token');
  await visitor.press('Done');
  await page.getByRole('link', { name: 'Typed before' }).waitFor();
});

visit('offers no sign-up where it is turned off', async (arrive) => {
  const visitor = await arrive(Visitor.arrive(engine));
  const { page } = visitor;
  await page.goto(visitor.url('/'));
  await page.getByRole('button', { name: 'Create an account' }).waitFor();
  await page.route('**/config.json', async (route) => {
    const response = await route.fetch();
    await route.fulfill({ response, json: { ...(await response.json()), selfSignUp: false } });
  });
  await page.reload();
  await page.getByRole('button', { name: 'Sign in', exact: true }).waitFor();
  expect(await page.getByRole('button', { name: 'Create an account' }).count()).toBe(0);
});

visit('tells a deleted or foreign key from an error', async (arrive) => {
  const other = await engine.newHolder();
  const { accessKey } = await other.createKey();
  const visitor = await arrive(Visitor.signedIn(engine, { path: `/keys/${accessKey}` }));
  await visitor.page.getByText('This key isn’t in your account.').waitFor();
});

visit('says what to do when the server cannot be reached, and recovers', async (arrive) => {
  const visitor = await arrive(Visitor.signedIn(engine));
  const { page } = visitor;
  await visitor.goTo('API Control');
  await visitor.press('Create key');
  await page.getByLabel('Name', { exact: true }).fill('Kept');
  await page.context().setOffline(true);
  await page.getByText('you can’t make changes until you reconnect').waitFor();
  await visitor.pressInDialog('Create key');
  await page.getByText('You’re offline.', { exact: false }).last().waitFor();
  await page.getByText('The key may have been created anyway').waitFor();
  await page.context().setOffline(false);
  // The key is created, and its response is lost.
  const lost = await loseNextCreation(visitor);
  await visitor.pressInDialog('Create key');
  const { token } = await lost.response;
  await page.getByText('The key may have been created anyway').waitFor();
  const again = page.waitForResponse((response) => response.request().method() === 'POST');
  await visitor.pressInDialog('Create key');
  expect(await (await again).json()).toMatchObject({ token });
  await page.getByRole('heading', { name: /^Save the secret of/ }).waitFor();
  const keys = await visitor.holder.inventory();
  expect(keys.map(({ name }) => name).sort()).toEqual(['Default key', 'Kept']);
  expect(token).toContain(keys.find(({ name }) => name === 'Kept')?.accessKey);
});

/** Lets the next creation reach the API, and loses its response, which is returned. */
async function loseNextCreation({ page }: Visitor): Promise<{ response: Promise<{ token: string }> }> {
  const { promise, resolve } = Promise.withResolvers<{ token: string }>();
  await page.route(
    '**/api/v1/keys',
    async (route) => {
      const response = await route.fetch();
      resolve(await response.json());
      await route.abort();
    },
    { times: 1 },
  );
  return { response: promise };
}

/** Refuses every API call until the session is renewed, silently or by the person. */
async function refuseUntilRenewed({ page }: Visitor): Promise<{ refused: number }> {
  const state = { refused: 0 };
  let isRenewed = false;
  // Judged by the sign-in page's response, not by the token: two issued within one second are identical.
  await page.route('**/oauth2/token', async (route) => {
    const response = await route.fetch();
    isRenewed = response.ok();
    await route.fulfill({ response });
  });
  await page.route('**/api/v1/**', async (route) => {
    if (isRenewed) return route.continue();
    state.refused += 1;
    const json = { code: 'unauthenticated', title: 'You are not signed in', detail: 'Sign in.', status: 401 };
    return route.fulfill({ status: 401, json });
  });
  return state;
}
