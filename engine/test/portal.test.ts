import { EngineProcess, startMs } from './support/engine.ts';
import { synthesize } from './support/synthesize.ts';

let engine: EngineProcess;
beforeAll(async () => {
  engine = await EngineProcess.start(await synthesize('whole-app'));
}, startMs);
afterAll(() => engine.stop());

test('serves the deployed files with their types, and the root object at the root', async () => {
  const root = await fetch(engine.url('/'));
  expect(root.headers.get('content-type')).toBe('text/html');
  expect(await root.text()).toContain('<title>fixture</title>');
  expect((await fetch(engine.url('/app.js'))).headers.get('content-type')).toBe('text/javascript');
});

test('fills in values that are known after deployment, with local addresses', async () => {
  const config = await (await fetch(engine.url('/config.json'))).json();
  expect(config).toEqual({
    authority: engine.url('/_local/oidc'),
    clientId: expect.stringMatching(/^[a-z0-9]{26}$/),
    login: engine.url('/_local/oidc'),
    gateway: engine.url('/', 1),
    signOut: `http://127.0.0.1:${engine.port}/_local/provider/logout`,
    portal: engine.url(''),
  });
});

test('adds the headers of the policy', async () => {
  const { headers } = await fetch(engine.url('/'));
  expect(Object.fromEntries(headers)).toMatchObject({
    'content-security-policy': `connect-src 'self' ${engine.url('/_local/oidc')}`,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'x-extra': 'yes',
  });
});

test('runs the edge function, which rewrites and responds', async () => {
  expect(await (await fetch(engine.url('/keys/some'))).text()).toContain('<title>fixture</title>');
  const moved = await fetch(engine.url('/old'), { redirect: 'manual' });
  expect(moved.status).toBe(301);
  expect(moved.headers.get('location')).toBe('/new');
});

test('responds to a missing file as to a forbidden one', async () => {
  expect((await fetch(engine.url('/none.js'))).status).toBe(403);
});

test('responds with 304 to a client that has the file', async () => {
  const etag = (await fetch(engine.url('/app.js'))).headers.get('etag') ?? '';
  const again = await fetch(engine.url('/app.js'), { headers: { 'if-none-match': etag } });
  expect(again.status).toBe(304);
});

test('takes only the methods of the behavior', async () => {
  expect((await fetch(engine.url('/'), { method: 'POST' })).status).toBe(403);
});

test('has the API on the same origin, without the stage in its address', async () => {
  const response = await fetch(engine.url('/api/me'), {
    headers: { authorization: await engine.token('a@example.com') },
  });
  expect(response.status).toBe(200);
  expect(await response.json()).toMatchObject({
    event: { path: '/api/me', requestContext: { stage: 'prod' } },
  });
  expect((await fetch(engine.url('/api/none'))).status).toBe(403);
});
