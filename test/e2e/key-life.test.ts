import { handler as rotateSecret } from '../../examples/secrets-manager-rotation/rotation-function.ts';
import {
  apiKey,
  basic,
  bearer,
  type EngineClient,
  emptyEngine,
  instant,
  sharedUpstreamPort,
  startMs,
} from '../support/engine-client.ts';
import {
  type Holder,
  type KeyBody,
  type NewKeyBody,
  type NewRotationBody,
  wanted,
} from '../support/engine-holder.ts';
import { runNotifier } from '../support/engine-mails.ts';
import { expectProblem } from '../support/engine-problems.ts';
import { SecretStandIn } from '../support/secrets-manager.ts';
import { Upstream } from '../support/upstream.ts';

const day = 86_400;

type UsedKey = KeyBody & { use: { verdict: string; asOf: string } };

let upstream: Upstream;
let engine: EngineClient;

beforeAll(async () => {
  upstream = await Upstream.start(await sharedUpstreamPort());
  engine = await emptyEngine();
}, startMs);
afterAll(async () => {
  await upstream?.stop();
  await engine?.reset();
});

it('lets a key live its whole life: made, used, expired, restored with the same secret, stopped, deleted', async () => {
  const holder = await engine.signIn('story@example.com');
  const { account, defaultKey } = await holder.ensureAccount();
  await expectAccepted([bearer(defaultKey.token)], account.accountId, defaultKey.accessKey);

  const key = await holder.createKey({ name: 'Till', expiresAt: await engine.after(day) });
  const forms = [bearer(key.token), apiKey(key.token), basic(key.accessKey, key.secretKey)];
  const path = `/api/v1/keys/${key.accessKey}`;
  await expectAccepted(forms, account.accountId, key.accessKey);

  await engine.advance(day - 60);
  await expectAccepted(forms, account.accountId, key.accessKey);
  await engine.advance(60);
  await expectRefused(forms, 'key_expired');
  expect(await holder.key(key.accessKey)).toMatchObject({ status: 'expired', name: 'Till' });

  const expiresAt = await engine.after(90 * day);
  expect(wanted(await holder.call<KeyBody>('PATCH', path, { expiresAt }), 200)).toMatchObject({
    accessKey: key.accessKey,
    name: 'Till',
    status: 'active',
    expiresAt,
  });
  await expectAccepted(forms, account.accountId, key.accessKey);

  expect(wanted(await holder.call<KeyBody>('POST', `${path}/expire`), 200).status).toBe('expired');
  await expectRefused(forms, 'key_expired');

  wanted(await holder.call('DELETE', path), 204);
  await expectRefused(forms, 'key_invalid');
  expectProblem(await holder.call('GET', path), 404, 'key_not_found');
  await expectAccepted([bearer(defaultKey.token)], account.accountId, defaultKey.accessKey);
});

it('says of a key that nobody calls that it is unused, as long as the gateway’s log is being counted', async () => {
  const useOf = async () => wanted(await holder.call<UsedKey>('GET', `/api/v1/keys/${accessKey}`), 200).use;
  const beat = async () => {
    // All schedules run.
    await runNotifier(engine);
    await engine.deliverLogs();
  };
  // The counting begins before the key does.
  await beat();
  await engine.advance(60);
  const holder = await engine.newHolder();
  const { accessKey } = await holder.createKey();
  expect(await useOf()).toMatchObject({ verdict: 'unused' });
  await engine.advance(3 * 3_600);
  expect(await useOf()).toMatchObject({ verdict: 'unknown' });
  const before = instant(await engine.now());
  await beat();
  const { verdict, asOf } = await useOf();
  expect(verdict).toBe('unused');
  expect(asOf >= before).toBe(true);
});

it('tells a program how long its key still works', async () => {
  const holder = await engine.newPerson();
  const { account } = await holder.ensureAccount();
  const key = await holder.createKey({ name: 'Ünïcode ключ', expiresAt: await engine.after(2 * day) });
  const { body } = await engine.whoami(bearer(key.token));
  expect(body).toEqual({
    accountId: account.accountId,
    accessKey: key.accessKey,
    name: 'Ünïcode ключ',
    status: 'expiring',
    expiresAt: key.expiresAt,
    secret: 'current',
    secondsLeft: expect.any(Number),
  });
  expect(body.secondsLeft).toBeLessThanOrEqual(2 * day);
  expect(body.secondsLeft).toBeGreaterThan(2 * day - 60);
});

it('tells a program that its key has no end', async () => {
  const key = await (await engine.newHolder()).createKey();
  const { body } = await engine.whoami(bearer(key.token));
  expect(body).toMatchObject({ status: 'active', expiresAt: null, secondsLeft: null });
});

it('moves 200 programs to a new secret over a day, a day later than planned, without one refusal', async () => {
  const holder = await engine.newHolder();
  const { accessKey, token: oldToken } = await holder.createKey({ name: 'Fleet' });
  const path = `/api/v1/keys/${accessKey}`;
  const rotation = async () => (await holder.key(accessKey)).rotation;
  const order = async (token: string) =>
    (await engine.gateway<{ code?: string }>({ path: '/orders', headers: bearer(token) })).body.code ?? 'in';
  const orders = (programs: number, token: string) =>
    Promise.all(Array.from({ length: programs }, () => order(token)));

  const { token } = wanted(await holder.call<NewRotationBody>('POST', `${path}/rotations`), 201);
  // The deployment is late. Somebody tries the new secret, which is not yet its use.
  expect((await engine.whoami(bearer(token))).body.secret).toBe('new');
  await engine.advance(day);
  await engine.deliverLogs();
  expect(await rotation()).toMatchObject({ state: 'pending', overlapSeconds: day, oldSecretEndsAt: null });

  const outcomes: string[] = [];
  const [waves, programs] = [25, 8];
  const begun = await engine.now();
  for (let wave = 0; wave < waves; wave++) {
    if (wave > 0) await engine.advance((0.95 * day) / (waves - 1));
    // Each calls with what it knows until it has the new secret.
    outcomes.push(...(await orders(programs, oldToken)), ...(await orders(programs, token)));
    if (wave === 0) await engine.deliverLogs();
  }
  expect(outcomes).toHaveLength(400);
  expect(new Set(outcomes)).toEqual(new Set(['in']));

  const overlap = await rotation();
  expect(overlap?.state).toBe('overlap');
  const endsAt = Date.parse(overlap?.oldSecretEndsAt ?? '');
  expect(endsAt).toBeGreaterThanOrEqual(Math.floor(begun.getTime() / 1000 + day) * 1000);
  const leftSeconds = async () => (endsAt - (await engine.now()).getTime()) / 1000;
  expect(await leftSeconds()).toBeLessThan(0.06 * day);
  await engine.advance((await leftSeconds()) - 600);
  expect([await order(oldToken), await order(token)]).toEqual(['in', 'in']);
  await engine.advance(await leftSeconds());
  expect([await order(oldToken), await order(token)]).toEqual(['secret_rotated', 'in']);
  expect(await rotation()).toBeNull();
  await engine.advance(30 * day);
  expect([await order(oldToken), await order(token)]).toEqual(['secret_rotated', 'in']);
});

describe('a key that is kept in AWS Secrets Manager and rotated by the example', () => {
  type Stored = { accessKey: string; secretKey: string; token: string; note: string };
  let holder: Holder;
  let key: NewKeyBody;
  let secret: SecretStandIn;
  beforeEach(async () => {
    holder = await engine.newHolder();
    key = await holder.createKey({ name: 'Orders', selfRotation: true });
    const { accessKey, secretKey, token } = key;
    secret = new SecretStandIn({ accessKey, secretKey, token, note: 'kept' });
    process.env.GATEWAY_URL = `http://localhost:${engine.gatewayPort}/`;
  });
  afterEach(() => {
    secret.restore();
    delete process.env.GATEWAY_URL;
  });

  const read = () => secret.read<Stored>();
  const rotation = async () => (await holder.key(key.accessKey)).rotation;
  /** What whoami says of each token: the secret that it is, or why it is refused. */
  const tell = (...tokens: string[]) =>
    Promise.all(
      tokens.map(async (token) => {
        const { body } = await engine.whoami<{ secret?: string; code?: string }>(bearer(token));
        return body.secret ?? body.code;
      }),
    );
  const use = async (token: string) => {
    wanted(await engine.gateway({ path: '/orders', headers: bearer(token) }), 200);
    await engine.deliverLogs();
  };

  it('gets three secrets on schedule, wherever the function dies; each old one works for a day after the first use', async () => {
    await secret.test(rotateSecret);
    expect(read()).toMatchObject({ token: key.token, note: 'kept' });
    for (const isFailing of [false, true, true]) {
      const { token: before, secretKey } = read();
      secret.isFailing = isFailing;
      await secret.rotate(rotateSecret);
      expect(secret.labels).toEqual(['AWSCURRENT', 'AWSPREVIOUS']);
      const { token, ...others } = read();
      expect(others).toEqual({ accessKey: key.accessKey, secretKey: expect.any(String), note: 'kept' });
      expect(token).toContain(others.secretKey);
      expect(others.secretKey).not.toBe(secretKey);
      // However late programs read it: neither the test nor the time since has started anything.
      await engine.advance(day);
      await engine.deliverLogs();
      expect((await rotation())?.state).toBe('pending');
      await use(before);
      await use(token);
      expect((await rotation())?.state).toBe('overlap');
      await engine.advance(day - 600);
      expect(await tell(before, token)).toEqual(['old', 'current']);
      await engine.advance(600);
      expect(await tell(before, token)).toEqual(['secret_rotated', 'current']);
      await engine.advance(27 * day);
    }
  });

  it('waits for programs to use the secret that they were given, and replaces one that got lost', async () => {
    await secret.abandon(rotateSecret);
    await expect(secret.rotate(rotateSecret)).rejects.toThrow('createSecret: 409 rotation_in_progress');
    expect(await tell(read().token)).toEqual(['current']);
    await engine.advance(3_600);
    await secret.rotate(rotateSecret);
    expect(await tell(key.token, read().token)).toEqual(['current', 'new']);
    await engine.advance(30 * day);
    await expect(secret.rotate(rotateSecret)).rejects.toThrow(
      '409 rotation_in_progress. The secret key that you sent is the new one',
    );
    await use(read().token);
    await expect(secret.rotate(rotateSecret)).rejects.toThrow(
      '409 rotation_in_progress. The old secret key still works',
    );
    await engine.advance(day);
    const { token } = read();
    await secret.rotate(rotateSecret);
    expect(await tell(key.token, token, read().token)).toEqual(['secret_rotated', 'current', 'new']);
  });

  it('is told what is wrong, without a piece of the secret', async () => {
    wanted(await holder.call('PATCH', `/api/v1/keys/${key.accessKey}`, { selfRotation: false }), 200);
    await expect(secret.rotate(rotateSecret)).rejects.toThrow('createSecret: 403 self_rotation_not_allowed');
    wanted(await holder.call('POST', `/api/v1/keys/${key.accessKey}/expire`), 200);
    await expect(secret.test(rotateSecret)).rejects.toThrow('testSecret: 401 key_expired');
    secret.restore();
    secret = new SecretStandIn([key.token]);
    const refusal = await secret.rotate(rotateSecret).catch((error: unknown) => String(error));
    expect(refusal).toBe('Error: The secret is not JSON with a field "token".');
  });
});

type Forms = readonly Readonly<Record<string, string>>[];

async function expectAccepted(forms: Forms, accountId: string, accessKey: string): Promise<void> {
  for (const headers of forms) {
    const response = await engine.whoami(headers);
    expect(wanted(response, 200)).toMatchObject({ accountId, accessKey });
    const passed = await engine.gateway({ path: '/orders', headers });
    expect([passed.status, passed.body]).toEqual([200, { from: 'upstream' }]);
    expect(upstream.lastValues('x-latchkey-access-key')).toEqual([accessKey]);
  }
}

async function expectRefused(forms: Forms, code: string): Promise<void> {
  for (const headers of forms) {
    const before = upstream.received.length;
    expectProblem(await engine.whoami(headers), 401, code);
    expectProblem(await engine.gateway({ path: '/orders', headers }), 401, code);
    expect(upstream.received.length).toBe(before);
  }
}
