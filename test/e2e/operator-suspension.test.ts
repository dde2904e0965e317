import { basic, bearer, type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import { callOperator, type OperatorCall, type OperatorKey } from '../support/operator.ts';

interface AccountBody {
  accountId: string;
  suspendedAt: string | null;
  suspensionReason?: string | null;
}
interface Refusal {
  code: string;
  errors: { field: string; detail: string }[];
}

let engine: EngineClient;

beforeAll(async () => {
  engine = await sharedEngine();
}, startMs);

const call = <Body = AccountBody>(what: OperatorCall, as?: OperatorKey) =>
  callOperator<Body>(engine, what, as);
const post = (path: string, body?: unknown, as?: OperatorKey) =>
  call<AccountBody & Refusal>({ method: 'POST', path, body }, as);
const codeOf = async (answer: Promise<{ status: number; body: unknown }>) => {
  const { status, body } = await answer;
  return [status, (body as { code?: string }).code];
};
const suspended = [401, 'account_suspended'];

it('has every key of an account refused, whenever it was created, until it is resumed', async () => {
  const holder = await engine.newHolder();
  const [key, expired] = [await holder.createKey({ selfRotation: true }), await holder.createKey()];
  await holder.call('POST', `/api/v1/keys/${expired.accessKey}/expire`);
  const path = `/v1/accounts/${key.accessKey.slice(0, 12)}`;
  const first = await post(`${path}/suspend`, { reason: ' Invoice 7 is unpaid ' }, 'OperatorSupport');
  expect([first.status, first.body.suspensionReason]).toEqual([200, 'Invoice 7 is unpaid']);
  expect(first.body.suspendedAt).toMatch(/^20\d\d-.+Z$/);

  // Of the reasons to refuse it, an expired key tells this one, and whoever proves no secret none.
  for (const { token } of [key, expired])
    expect(await codeOf(engine.whoami(bearer(token)))).toEqual(suspended);
  expect(
    await codeOf(
      engine.gateway({ method: 'POST', path: '/v1/whoami/rotations', headers: bearer(key.token) }),
    ),
  ).toEqual(suspended);
  expect(await codeOf(engine.whoami(basic(key.accessKey, expired.secretKey)))).toEqual([401, 'key_invalid']);
  const late = await holder.createKey();
  const fromOperator = await call<{ token: string }>({
    method: 'POST',
    path: `${path}/keys`,
    body: { name: 'x' },
  });
  for (const { token } of [late, fromOperator.body])
    expect(await codeOf(engine.whoami(bearer(token)))).toEqual(suspended);

  // The holder sees since when but not why, and goes on as ever.
  const { body: seen } = await holder.call<AccountBody>('GET', '/api/v1/account');
  expect([seen.suspendedAt, seen.suspensionReason]).toEqual([first.body.suspendedAt, undefined]);
  const { body: trail } = await holder.call('GET', '/api/v1/trail');
  expect(JSON.stringify(trail)).not.toContain('unpaid');
  expect(trail).toMatchObject({
    items: expect.arrayContaining([
      expect.objectContaining({
        action: 'suspend_account',
        actor: { kind: 'operator', id: null },
        from: null,
        changes: { suspendedAt: { before: null, after: first.body.suspendedAt } },
        outcome: 'done',
      }),
    ]),
  });
  const own = `/api/v1/keys/${late.accessKey}`;
  expect((await holder.call('PATCH', own, { name: 'renamed', expiresAt: '2099-01-01' })).status).toBe(200);
  expect((await holder.call('POST', `${own}/rotations`)).status).toBe(201);
  expect((await holder.call('POST', `${own}/expire`)).status).toBe(200);
  expect((await holder.call('DELETE', own)).status).toBe(204);

  const again = await post(`${path}/suspend`, { reason: 'Fraud' });
  expect([again.status, again.body]).toEqual([
    200,
    expect.objectContaining({ suspendedAt: first.body.suspendedAt, suspensionReason: 'Fraud' }),
  ]);
  for (const _ of Array(2)) {
    const resumed = await post(`${path}/resume`, undefined, 'OperatorSupport');
    expect([resumed.status, resumed.body.suspendedAt, resumed.body.suspensionReason]).toEqual([
      200,
      null,
      null,
    ]);
  }
  for (const { token } of [key, fromOperator.body])
    expect((await engine.whoami(bearer(token))).status).toBe(200);
  expect(await codeOf(engine.whoami(bearer(expired.token)))).toEqual([401, 'key_expired']);
});

it('refuses what is no reason, whom the policy does not allow, and an account that is not there', async () => {
  const { accessKey } = await (await engine.newHolder()).createKey();
  const path = `/v1/accounts/${accessKey.slice(0, 12)}`;
  const reasons: [unknown, string][] = [
    [{}, 'reason'],
    [{ reason: ' ' }, 'reason'],
    [{ reason: 'x'.repeat(501) }, 'reason'],
    [{ reason: 'a\nb' }, 'reason'],
    [{ reason: 7 }, 'reason'],
    [{ reason: 'x', until: '2027-01-01' }, 'until'],
    [['x'], ''],
  ];
  for (const [body, field] of reasons) {
    const refused = await post(`${path}/suspend`, body);
    expect([refused.status, refused.body.code, refused.body.errors[0]?.field]).toEqual([
      400,
      'invalid_request',
      field,
    ]);
  }
  expect((await post(`${path}/resume`, { reason: 'x' })).body.code).toBe('invalid_request');
  for (const as of ['OperatorRead', 'OperatorProvision'] as const)
    for (const act of ['suspend', 'resume'])
      expect((await post(`${path}/${act}`, { reason: 'x' }, as)).body.code).toBe('not_permitted');
  for (const id of ['AAAAAAAAAAAA', 'x', 'SIGNIN%23x']) {
    expect((await post(`/v1/accounts/${id}/suspend`, { reason: 'x' })).body.code).toBe('account_not_found');
    expect((await post(`/v1/accounts/${id}/resume`)).body.code).toBe('account_not_found');
  }
  expect((await call({ path })).body.suspendedAt).toBeNull();
});
