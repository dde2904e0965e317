import { type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
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
      for (const rest of ['', '/keys', `/keys/${'A'.repeat(24)}`, `/keys/${'A'.repeat(24)}/usage`]) {
        const { status, body } = await callOperator(engine, { path: `/v1/accounts/${id}${rest}` });
        expect([rest, status, body]).toEqual([
          rest,
          404,
          expect.objectContaining({ code: 'account_not_found' }),
        ]);
      }
    },
  );
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
