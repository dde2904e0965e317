import { bearer, type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import { send } from '../support/engine-http.ts';
import { callOperator } from '../support/operator.ts';

interface AccountBody {
  accountId: string;
  email: string;
  timeZone: string;
  externalId: string | null;
  signIns: string[];
}
interface Found {
  items: AccountBody[];
  nextCursor: string | null;
}

let engine: EngineClient;

beforeAll(async () => {
  engine = await sharedEngine();
}, startMs);

const find = (query: string) => callOperator<Found>(engine, { path: `/v1/accounts?${query}` });
const unique = () => Math.random().toString(36).slice(2);

describe('finding accounts', () => {
  it('finds an account by its address in any case, by its id, and tells the sign-in', async () => {
    const holder = await engine.newHolder();
    const email = encodeURIComponent(holder.email.toUpperCase());
    const { status, body } = await find(`email=${email}`);
    expect(status).toBe(200);
    expect(body).toEqual({
      items: [
        expect.objectContaining({ email: holder.email, externalId: null, signIns: [expect.any(String)] }),
      ],
      nextCursor: null,
    });
    const [account] = body.items;
    const one = await callOperator(engine, { path: `/v1/accounts/${account?.accountId}` });
    expect([one.status, one.body]).toEqual([200, account]);
  });

  it('finds nobody by an address or an external id that no account has', async () => {
    for (const query of ['email=nobody%40example.com', 'externalId=nobody', 'externalId=%2F%00']) {
      expect((await find(query)).body).toEqual({ items: [], nextCursor: null });
    }
  });

  it('returns the accounts of one address in pages', async () => {
    const email = `many-${unique()}@example.com`;
    const ids = await Promise.all(
      Array.from({ length: 3 }, async (_, i) => {
        const made = await callOperator<{ account: AccountBody }>(engine, {
          method: 'PUT',
          path: `/v1/accounts/by-external-id/${unique()}-${i}`,
          body: { email },
        });
        return made.body.account.accountId;
      }),
    );
    const query = `email=${encodeURIComponent(email)}&limit=2`;
    const first = await find(query);
    expect([first.body.items.length, first.body.nextCursor]).toEqual([2, expect.any(String)]);
    const second = await find(`${query}&cursor=${first.body.nextCursor}`);
    const found = [...first.body.items, ...second.body.items].map(({ accountId }) => accountId);
    expect(found.toSorted()).toEqual(ids.toSorted());
    expect(second.body.nextCursor).toBeNull();
  });

  it.each([
    ['neither an address nor an external id', 'accounts?', ''],
    ['both', 'accounts?email=a%40example.com&externalId=a', ''],
    ['an address twice', 'accounts?email=a%40example.com&email=b%40example.com', 'email'],
    ['a cursor that is none', 'accounts?email=a%40example.com&cursor=SIGNIN%23x', 'cursor'],
    ['a limit that is none', 'accounts?email=a%40example.com&limit=0', 'limit'],
    ['a cursor of due notices that is none', 'notices/due?cursor=SIGNIN%23x', 'cursor'],
    ['a day without a time', 'notices/due?before=2027-03-31', 'before'],
  ])('refuses %s', async (_, query, field) => {
    const { status, body } = await callOperator<{ code: string; errors: { field: string }[] }>(engine, {
      path: `/v1/${query}`,
    });
    expect([status, body.code, body.errors.map((error) => error.field)]).toEqual([
      400,
      'invalid_request',
      [field],
    ]);
  });

  it.each(['AAAAAAAAAAAA', 'MAILBOX%23x', 'x', 'COUNTING'])(
    'says that there is no account %s',
    async (id) => {
      const calls = [
        '',
        '/keys',
        `/keys/${'A'.repeat(24)}`,
        `/keys/${'A'.repeat(24)}/usage`,
        '/trail',
        '/export',
      ];
      for (const rest of [...calls, 'DELETE', 'PUT /sign-ins/x']) {
        const [, method = 'GET', path = ''] = /^(?:([A-Z]+) ?)?(.*)$/.exec(rest) ?? [];
        const { status, body } = await callOperator(engine, { method, path: `/v1/accounts/${id}${path}` });
        expect([rest, status, body]).toEqual([
          rest,
          404,
          expect.objectContaining({ code: 'account_not_found' }),
        ]);
      }
    },
  );
});

describe('deleting, exporting and joining', () => {
  it('ends the keys of an account at once, and then knows no such account', async () => {
    const holder = await engine.newHolder();
    const { token, accessKey } = await holder.createKey({ name: 'doomed' });
    expect((await engine.whoami(bearer(token))).status).toBe(200);
    const path = `/v1/accounts/${accessKey.slice(0, 12)}`;
    const exported = await callOperator<{ keys: object[]; account: object; trail: object[] }>(
      engine,
      { path: `${path}/export` },
      'OperatorRead',
    );
    expect(exported.body).toMatchObject({ account: { email: holder.email }, nextCursor: null });
    expect([exported.body.keys.length, exported.body.trail.length]).toEqual([2, 2]);
    expect(JSON.stringify(exported.body)).not.toContain(token.slice(-30));
    for (const key of ['OperatorRead', 'OperatorSupport'] as const)
      expect((await callOperator(engine, { method: 'DELETE', path }, key)).status).toBe(403);
    const first = await callOperator<object>(engine, { method: 'DELETE', path }, 'OperatorProvision');
    expect([first.status, first.headers.get('retry-after')]).toEqual([
      202,
      expect.stringMatching(/^[1-9]\d?$/),
    ]);
    expect(first.body).toMatchObject({ removed: { keys: 2, signIns: 1 } });
    const refused = await engine.whoami<{ code: string }>(bearer(token));
    expect([refused.status, refused.body.code]).toEqual([401, 'key_invalid']);
    expect((await callOperator(engine, { path })).status).toBe(404);
    const anew = await holder.call<{ code: string }>('PUT', '/api/v1/account');
    expect([anew.status, anew.body.code]).toEqual([404, 'account_not_found']);
    // Whoever may delete accounts may not delete keys.
    const other = `${path}/keys/${accessKey}`;
    expect((await callOperator(engine, { method: 'DELETE', path: other }, 'OperatorProvision')).status).toBe(
      403,
    );
  });

  it('lets a sign-in that has only an unused default key into an account of the operator’s', async () => {
    const made = await callOperator<{ account: AccountBody }>(engine, {
      method: 'PUT',
      path: `/v1/accounts/by-external-id/${unique()}`,
      body: { email: `${unique()}@example.com` },
    });
    const { accountId } = made.body.account;
    const holder = await engine.newHolder();
    const former = (await find(`email=${encodeURIComponent(holder.email)}`)).body.items[0];
    const path = `/v1/accounts/${accountId}/sign-ins/${former?.signIns[0]}`;
    const joined = await callOperator(engine, { method: 'PUT', path }, 'OperatorProvision');
    expect([joined.status, joined.body]).toEqual([
      200,
      { ...made.body.account, signIns: [former?.signIns[0]] },
    ]);
    const own = await holder.call<AccountBody>('GET', '/api/v1/account');
    expect(own.body.accountId).toBe(accountId);
    expect((await callOperator(engine, { path: `/v1/accounts/${former?.accountId}` })).status).toBe(404);
  });
});

describe('refusals', () => {
  const path = '/v1/accounts?email=a%40example.com';

  it('tell apart who has not signed, who has signed wrongly, and who may not', async () => {
    const codeOf = async (headers: Record<string, string>) => {
      const {
        status,
        headers: sent,
        body,
      } = await send<{ code: string; status: number }>(engine.operatorPort, {
        path,
        headers,
      });
      expect(sent.get('content-type')).toBe('application/problem+json');
      expect(body.status).toBe(status);
      return [status, body.code];
    };
    expect(await codeOf({})).toEqual([403, 'signature_missing']);
    expect(await codeOf({ authorization: 'Bearer x' })).toEqual([403, 'signature_invalid']);
    const scope = 'nobody/20260101/us-east-1/execute-api/aws4_request';
    expect(
      await codeOf({
        authorization: `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${'0'.repeat(64)}`,
        'x-amz-date': '20260101T000000Z',
      }),
    ).toEqual([403, 'signature_invalid']);
    const refused = await callOperator(
      engine,
      { method: 'PUT', path: '/v1/accounts/by-external-id/a', body: { email: 'a@example.com' } },
      'OperatorRead',
    );
    expect([refused.status, refused.body]).toEqual([403, expect.objectContaining({ code: 'not_permitted' })]);
  });

  it('do not let an ID token or a key in', async () => {
    const { idToken } = await engine.newHolder();
    for (const authorization of [idToken, `Bearer ${idToken}`]) {
      const { status, body } = await send(engine.operatorPort, { path, headers: { authorization } });
      expect([status, body]).toEqual([403, expect.objectContaining({ code: 'signature_invalid' })]);
    }
  });

  it('say that there is nothing at an unknown path', async () => {
    const { status, body } = await callOperator(engine, { path: '/v1/nothing' });
    expect([status, body]).toEqual([404, expect.objectContaining({ code: 'not_found' })]);
  });
});
