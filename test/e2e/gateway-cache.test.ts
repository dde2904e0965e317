import { withSettings } from '../operations/settings-rewrite.ts';
import { Engine } from '../support/engine.ts';
import { bearer, startMs } from '../support/engine-client.ts';
import { type NewKeyBody, wanted } from '../support/engine-holder.ts';
import { sendRaw } from '../support/engine-http.ts';
import { expectProblem } from '../support/engine-problems.ts';
import { Upstream } from '../support/upstream.ts';

let upstream: Upstream;
let engine: Engine;
let key: NewKeyBody;
let accountId: string;

beforeAll(async () => {
  upstream = await Upstream.start();
  const settings = { upstreamUrl: upstream.url, authorizerCacheSeconds: 3_000 };
  engine = await Engine.start({ upstreamUrl: upstream.url, rewrite: await withSettings(settings) });
  const holder = await engine.newPerson();
  accountId = (await holder.ensureAccount()).account.accountId;
  key = await holder.createKey();
}, startMs);
afterAll(async () => {
  await engine?.stop();
  await upstream?.stop();
});

const noBreakSpace = Buffer.from([0xa0]);

/** One whoami with these values of `Authorization`, as they are on the wire. */
function whoami(...values: (string | Buffer)[]): Promise<string> {
  const lines = values.flatMap((value) => ['Authorization: ', value, '\r\n']);
  const parts = ['GET /v1/whoami HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n', ...lines, '\r\n'];
  return sendRaw(engine.gatewayPort, Buffer.concat(parts.map((part) => Buffer.from(part))));
}

it('keeps no decision under a value that it is not about', async () => {
  const good = `Bearer ${key.token}`;
  for (const values of [
    [good, noBreakSpace],
    [noBreakSpace, good],
    [good, 'Bearer other'],
    [good, good],
    [Buffer.concat([Buffer.from(good), noBreakSpace])],
  ]) {
    const refused = await whoami(...values);
    expect(refused).toMatch(/^HTTP\/1\.1 401 /);
    expect(refused).toContain('"credentials_missing"');
    expect(refused).toMatch(/^WWW-Authenticate: Basic .*Bearer /im);
  }
  // Neither the grant nor the refusal was kept.
  expect(await whoami(noBreakSpace)).toMatch(/^HTTP\/1\.1 401 /);
  expect(await whoami('Bearer other')).toMatch(/^HTTP\/1\.1 401 /);
  expect(await whoami(good)).toMatch(/^HTTP\/1\.1 200 /);
});

it('overwrites what the client says of account and key: the authorizer is not asked each time', async () => {
  const claims: [string, string][] = [
    ['x-latchkey-account-id', 'forged'],
    ['X-Latchkey-Account-Id', 'forged again'],
    ['X-LATCHKEY-ACCESS-KEY', 'forged'],
    ['x-latchkey-access-key', ''],
  ];
  const { authorization } = bearer(key.token);
  for (const headers of [claims, []]) {
    await engine.gateway({ path: '/who', headers: [['authorization', authorization], ...headers] });
    expect(upstream.lastValues('x-latchkey-account-id')).toEqual([accountId]);
    expect(upstream.lastValues('x-latchkey-access-key')).toEqual([key.accessKey]);
    expect(JSON.stringify(upstream.last.headers)).not.toContain('forged');
  }
});

it('looks at the Authorization header only', async () => {
  expectProblem(await engine.whoami({ 'x-api-key': key.token }), 401, 'credentials_missing');
  const stray = { ...bearer(key.token), 'x-api-key': 'stray' };
  expect(wanted(await engine.whoami(stray), 200).accessKey).toBe(key.accessKey);
});
