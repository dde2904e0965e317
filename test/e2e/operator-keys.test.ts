import { bearer, type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import { mailsTo, runNotifier } from '../support/engine-mails.ts';
import { expectProblem } from '../support/engine-problems.ts';
import { callOperator, type OperatorCall, type OperatorKey } from '../support/operator.ts';

interface KeyBody {
  accessKey: string;
  name: string;
  status: string;
  token: string;
  secretKey: string;
}

let engine: EngineClient;

beforeAll(async () => {
  engine = await sharedEngine();
}, startMs);

const call = <Body = KeyBody>(what: OperatorCall, as?: OperatorKey) => callOperator<Body>(engine, what, as);
const unique = () => Math.random().toString(36).slice(2);

/** The path of an account that the operator makes. */
async function newAccount(): Promise<string> {
  const { body } = await call<{ account: { accountId: string } }>({
    method: 'PUT',
    path: `/v1/accounts/by-external-id/${unique()}`,
    body: { email: `${unique()}@example.com` },
  });
  return `/v1/accounts/${body.account.accountId}`;
}

it('manages the keys of an account as its holder would', async () => {
  const account = await newAccount();
  const body = { name: 'Nightly export' };
  const headers = { 'idempotency-key': `${unique()}${unique()}` };
  const made = await call({ method: 'POST', path: `${account}/keys`, body, headers });
  const path = `${account}/keys/${made.body.accessKey}`;
  expect([made.status, made.headers.get('location')]).toEqual([201, path]);
  const repeated = await call({ method: 'POST', path: `${account}/keys`, body, headers });
  expect([repeated.status, repeated.body.token]).toEqual([201, made.body.token]);
  expect((await engine.whoami(bearer(made.body.token))).status).toBe(200);

  const listed = await call<{ items: KeyBody[] }>({ path: `${account}/keys` });
  expect(listed.body.items.map(({ name }) => name)).toEqual(['Nightly export', 'Default key']);
  const renamed = await call({ method: 'PATCH', path, body: { name: 'Export' } });
  expect([renamed.status, renamed.body.name]).toEqual([200, 'Export']);
  expect((await call({ path: `${path}/usage` })).status).toBe(200);

  const turn = {
    method: 'POST',
    path: `${path}/rotations`,
    headers: { 'idempotency-key': unique() + unique() },
  };
  const rotated = await call(turn);
  expect(rotated.status).toBe(201);
  expect((await call(turn)).body.token).toBe(rotated.body.token);
  expect((await engine.whoami(bearer(rotated.body.token))).status).toBe(200);
  expect((await call({ method: 'DELETE', path: `${path}/rotations/current` })).status).toBe(204);
  await call({ method: 'POST', path: `${path}/rotations` });
  expect((await call({ method: 'POST', path: `${path}/rotations/current/finish` })).status).toBe(200);
  expect((await engine.whoami(bearer(made.body.token))).status).toBe(401);

  const expired = await call({ method: 'POST', path: `${path}/expire` });
  expect([expired.status, expired.body.status]).toEqual([200, 'expired']);
  expect((await call({ method: 'DELETE', path })).status).toBe(204);
  expect((await call({ path })).status).toBe(404);
});

it('tells the holder that the operator has changed a key, and not who or from where', async () => {
  const holder = await engine.newHolder();
  const { body } = await call<{ items: { accountId: string }[] }>({
    path: `/v1/accounts?email=${encodeURIComponent(holder.email)}`,
  });
  const account = `/v1/accounts/${body.items[0]?.accountId}`;
  const keys = await call<{ items: KeyBody[] }>({ path: `${account}/keys` });
  const accessKey = keys.body.items[0]?.accessKey;
  const renamed = { method: 'PATCH', path: `${account}/keys/${accessKey}`, body: { name: 'Renamed' } };
  expect((await call(renamed, 'OperatorSupport')).status).toBe(200);
  const trail = await holder.call<{ items: object[] }>('GET', '/api/v1/trail?limit=1');
  expect(trail.body.items).toEqual([
    expect.objectContaining({
      action: 'edit_key',
      actor: { kind: 'operator', id: null },
      from: null,
      accessKey,
      changes: { name: { before: 'Default key', after: 'Renamed' } },
      outcome: 'done',
    }),
  ]);
});

it('ends a leaked secret, mails its holder in the next run, and brings the key back by a rotation', async () => {
  const holder = await engine.newHolder();
  const key = await holder.createKey({ name: 'Checkout' });
  const url = 'https://github.com/example/shop/blob/main/.env#L3';
  const report = { method: 'POST', path: '/v1/leaked-tokens', body: { tokens: [{ token: key.token, url }] } };
  for (const as of ['OperatorRead', 'OperatorProvision'] as const)
    expect((await call<{ code: string }>(report, as)).body.code).toBe('not_permitted');
  expect((await engine.whoami(bearer(key.token))).status).toBe(200);
  const ended = await call<object>(report, 'OperatorSupport');
  expect([ended.status, ended.body]).toEqual([200, { results: [{ outcome: 'expired' }] }]);
  expectProblem(await engine.whoami(bearer(key.token)), 401, 'key_leaked');

  expect((await mailsTo(engine, holder.email)).length).toBe(0);
  await runNotifier(engine);
  const [mail] = await mailsTo(engine, holder.email);
  expect(mail?.subject).toBe('Checkout has leaked and no longer works');
  for (const body of [mail?.body.text, mail?.body.html]) {
    expect(body).toContain(url);
    expect(body).not.toContain(key.secretKey);
  }

  const path = `/api/v1/keys/${key.accessKey}`;
  const expiresAt = await engine.after(86_400);
  expectProblem(await holder.call('PATCH', path, { expiresAt }), 409, 'rotation_required');
  const rotated = await holder.call<{ token: string }>('POST', `${path}/rotations`, { expiresAt });
  expect(rotated.status).toBe(201);
  expect((await engine.whoami(bearer(rotated.body.token))).status).toBe(200);
  expectProblem(await engine.whoami(bearer(key.token)), 401, 'secret_rotated');
  const shown = await holder.call<object>('GET', path);
  expect(shown.body).toMatchObject({ leakedAt: null, expiresAt, status: 'expiring' });
});

it('knows no key of another account under the path of one', async () => {
  const [account, other] = await Promise.all([newAccount(), newAccount()]);
  const { body } = await call<{ items: KeyBody[] }>({ path: `${other}/keys` });
  const path = `${account}/keys/${body.items[0]?.accessKey}`;
  const tries: OperatorCall[] = [
    { path },
    { path: `${path}/usage` },
    { method: 'PATCH', path, body: { name: 'x' } },
    { method: 'POST', path: `${path}/expire` },
    { method: 'POST', path: `${path}/rotations` },
    { method: 'DELETE', path },
  ];
  for (const each of tries) {
    const { status, body: problem } = await call<{ code: string }>(each);
    expect([each, status, problem.code]).toEqual([each, 404, 'key_not_found']);
  }
});

it('refuses what the policy of a caller does not allow, and changes nothing', async () => {
  const account = await newAccount();
  const { body: before } = await call<{ items: KeyBody[] }>({ path: `${account}/keys` }, 'OperatorRead');
  const path = `${account}/keys/${before.items[0]?.accessKey}`;
  const writes: OperatorCall[] = [
    { method: 'PATCH', path, body: { name: 'x' } },
    { method: 'POST', path: `${path}/expire` },
    { method: 'DELETE', path },
  ];
  const secrets: OperatorCall[] = [
    { method: 'POST', path: `${account}/keys`, body: { name: 'x' } },
    { method: 'POST', path: `${path}/rotations` },
  ];
  const refused = async (calls: OperatorCall[], as: OperatorKey) => {
    for (const each of calls) {
      const { status, body } = await call<{ code: string }>(each, as);
      expect([as, each, status, body.code]).toEqual([as, each, 403, 'not_permitted']);
    }
  };
  await refused([...writes, ...secrets], 'OperatorRead');
  await refused(secrets, 'OperatorSupport');
  await refused(writes, 'OperatorProvision');
  expect((await call({ path: `${account}/keys` }, 'OperatorSupport')).body).toEqual(before);
});
