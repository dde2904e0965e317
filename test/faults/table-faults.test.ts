import { ScanCommand } from '@aws-sdk/lib-dynamodb';
import { sealConfirmation } from '../../lambdas/core/notice-email.ts';
import type { NewKeyBody } from '../support/engine-holder.ts';
import { type Fate, FaultProxy, faults } from '../support/fault-proxy.ts';
import { sized } from '../support/sizes.ts';
import { Stopwatch } from '../support/stopwatch.ts';
import { openTestTable, type TestTable } from '../support/test-table.ts';
import { DeployedFunctions, problemOf } from './deployed-functions.ts';

jest.setTimeout(120_000);

/** The functions' own time-outs, by which API Gateway would end them; tests that a busy machine can't disturb have no closer one. */
const deadlines = { authorizer: 6_000, management: 15_000 };
/** To a read it is all one whether the table has carried it out. */
const readFaults = faults.filter((fault) => fault !== 'silent-after');
/** What may happen to one call and be made good by another. */
const passing: Fate[] = [
  'reset',
  'reset-after',
  'half-response-after',
  'throttled',
  'request-limit',
  'error-500',
  'error-503',
  'html',
  'silent',
  200,
];

let table: TestTable;
let proxy: FaultProxy;
let functions: DeployedFunctions;
let defaultKey: NewKeyBody;

beforeAll(async () => {
  table = await openTestTable();
  proxy = await FaultProxy.open(table.endpoint);
  functions = await DeployedFunctions.load(table, proxy.endpoint);
  defaultKey = (await functions.manage('owner', 'PUT /api/v1/account')).body.defaultKey as NewKeyBody;
});
afterEach(() => proxy.replan(() => null));
afterAll(async () => {
  await proxy.close();
  await table.close();
});

describe('the authorizer', () => {
  it.each(readFaults)(
    'lets nobody in while the table fails with %s, and fails before its timeout',
    async (fault) => {
      proxy.replan(() => fault);
      const stopwatch = new Stopwatch();
      await expect(functions.authorize(defaultKey.token)).rejects.toThrow();
      expect(stopwatch.stop()).toBeLessThan(deadlines.authorizer);
    },
  );

  it.each(passing)(
    'recovers from a single %s, with the right decision for good and bad keys',
    async (fault) => {
      const wrong = await functions.manage('owner', 'POST /api/v1/keys', { body: { name: 'gone' } });
      await functions.manage('owner', 'DELETE /api/v1/keys/{accessKey}', { accessKey: wrong.body.accessKey });
      for (const [token, verdict] of [
        [defaultKey.token, 'in'],
        [wrong.body.token, 'key_invalid'],
      ] as const) {
        proxy.replan((n) => (n === 1 ? fault : null));
        expect(await functions.authorize(token)).toBe(verdict);
      }
    },
  );
});

describe('whoami', () => {
  it.each(readFaults)(
    'returns `unavailable` before its timeout while the table fails with %s',
    async (fault) => {
      proxy.replan(() => fault);
      const stopwatch = new Stopwatch();
      expect(problemOf(await functions.whoami(defaultKey.accessKey))).toEqual([503, 'unavailable']);
      expect(stopwatch.stop()).toBeLessThan(deadlines.management);
    },
  );

  it.each(passing)('recovers from %s at either of its reads, with the right response', async (fault) => {
    const expiresAt = new Date(Date.now() + 86_400_000).toISOString();
    const made = await functions.manage('owner', 'POST /api/v1/keys', { body: { name: 'k', expiresAt } });
    const { accessKey } = made.body;
    for (const hit of [1, 2]) {
      proxy.replan((n) => (n === hit ? fault : null));
      const { status, body } = await functions.whoami(accessKey);
      expect([hit, status, body.status]).toEqual([hit, 200, 'expiring']);
      // One of them was done twice.
      expect(proxy.calls).toBe(typeof fault === 'number' ? 2 : 3);
    }
    proxy.replan(() => null);
    await functions.manage('owner', 'DELETE /api/v1/keys/{accessKey}', { accessKey });
  });
});

describe('the functions that change keys, or tell of them', () => {
  const ownRotation = 'POST /v1/whoami/rotations';
  const routes = [
    ownRotation,
    'PUT /api/v1/account',
    'GET /api/v1/account',
    'PATCH /api/v1/account',
    'POST /api/v1/keys',
    'GET /api/v1/keys',
    'GET /api/v1/keys/{accessKey}',
    'GET /api/v1/keys/{accessKey}/usage',
    'GET /api/v1/usage',
    'PATCH /api/v1/keys/{accessKey}',
    'POST /api/v1/keys/{accessKey}/expire',
    'DELETE /api/v1/keys/{accessKey}',
    'POST /api/v1/keys/{accessKey}/rotations',
    'POST /api/v1/keys/{accessKey}/rotations/current/finish',
    'DELETE /api/v1/keys/{accessKey}/rotations/current',
    'GET /api/v1/notices',
    'GET /api/v1/notices/log',
    'GET /api/v1/trail',
    'POST /api/v1/account/retry-delivery',
    'POST /api/v1/notice-emails/confirmation',
  ];
  // Nobody has sealed it, which only the account's own secret tells.
  const token = sealConfirmation(
    { accountId: 'a'.repeat(12), email: 'a@example.com', requestedAt: new Date() },
    'x',
  );
  const operatorRoutes = [
    'GET /v1/accounts/{accountId}',
    'GET /v1/accounts/{accountId}/trail',
    'POST /v1/accounts/{accountId}/suspend',
    'POST /v1/accounts/{accountId}/resume',
    'POST /v1/accounts/{accountId}/keys',
    'PUT /v1/accounts/by-external-id/{externalId}',
  ];
  const bodies: Record<string, object> = {
    'POST /v1/accounts/{accountId}/suspend': { reason: 'x' },
    'POST /v1/accounts/{accountId}/keys': { name: 'x' },
    'PUT /v1/accounts/by-external-id/{externalId}': { email: 'a@example.com' },
    'PATCH /api/v1/account': { timeZone: 'Asia/Tokyo' },
    'POST /api/v1/keys': { name: 'x' },
    'PATCH /api/v1/keys/{accessKey}': { name: 'x' },
  };

  const operatorParameters = () => ({
    accountId: defaultKey.accessKey.slice(0, 12),
    externalId: 'customer-17',
  });

  it.each(readFaults)(
    'return `unavailable` before their timeout while the table fails with %s, and change nothing visible',
    async (fault) => {
      const before = await everything();
      proxy.replan(() => fault);
      const responses = await Promise.all(
        [...routes, ...operatorRoutes].map(async (route) => {
          const stopwatch = new Stopwatch();
          const options = {
            ...(route.includes('{accessKey}') && { accessKey: defaultKey.accessKey }),
            ...(bodies[route] && { body: bodies[route] }),
            ...(route.includes('confirmation') && { query: { token } }),
          };
          const response = await (route === ownRotation
            ? functions.rotateItself(defaultKey.accessKey, 1)
            : operatorRoutes.includes(route)
              ? functions.operate('arn:aws:iam::1:role/x', route, operatorParameters(), options)
              : functions.manage('owner', route, options));
          expect([route, stopwatch.stop() < deadlines.management]).toEqual([route, true]);
          return [route, response] as const;
        }),
      );
      for (const [route, response] of responses)
        expect([route, ...problemOf(response)]).toEqual([route, 503, 'unavailable']);
      proxy.replan(() => null);
      // Each call begins with a read, so none got as far as a write.
      expect(await everything()).toEqual(before);
    },
  );
});

describe('a change whose response was lost', () => {
  // The SDK stops retrying after an outage for a while; these are calls of a process that has seen none.
  beforeEach(async () => {
    functions = await DeployedFunctions.load(table, proxy.endpoint);
  });

  it.each(
    sized<Fate[]>({
      usual: ['reset-after', 'stalled-response-after'],
      large: [
        'reset-after',
        'half-response-after',
        'stalled-response-after',
        'cut-short-after',
        'empty-after',
      ],
    }),
  )(
    'is no conflict (%s): the retry of an edit recognizes its own write, and a deletion has happened',
    async (fault) => {
      const { body, headers } = await functions.manage('owner', 'POST /api/v1/keys', { body: { name: 'a' } });
      const { accessKey } = body;
      const loseTheWrite = () => {
        let writes = 0;
        proxy.replan((_, operation) => {
          if (!/^(Update|Delete)Item$/.test(operation)) return null;
          writes += 1;
          // The first counts the change.
          return writes === 2 ? fault : null;
        });
      };
      loseTheWrite();
      const edited = await functions.manage('owner', 'PATCH /api/v1/keys/{accessKey}', {
        accessKey,
        body: { name: 'b' },
        headers: { 'if-match': String(headers.etag) },
      });
      expect([edited.status, edited.body.name, edited.headers.etag]).toEqual([200, 'b', '"2"']);
      const stale = await functions.manage('owner', 'PATCH /api/v1/keys/{accessKey}', {
        accessKey,
        body: { name: 'b' },
        headers: { 'if-match': String(headers.etag) },
      });
      expect(problemOf(stale)).toEqual([412, 'key_changed']);
      loseTheWrite();
      const route = 'DELETE /api/v1/keys/{accessKey}';
      expect((await functions.manage('owner', route, { accessKey })).status).toBe(204);
      expect(problemOf(await functions.manage('owner', route, { accessKey }))).toEqual([
        404,
        'key_not_found',
      ]);
    },
  );
});

describe('a change of several writes', () => {
  beforeEach(async () => {
    functions = await DeployedFunctions.load(table, proxy.endpoint);
  });

  it.each(
    sized<Fate[]>({
      usual: ['reset-after', 'error-500', 400],
      large: ['reset-after', 'half-response-after', 'cut-short-after', 'empty-after', 'error-500', 400],
    }),
  )('is done once and completely, whichever of its writes fails with %s', async (fate) => {
    let writes = 0;
    for (let hit = 1; writes >= hit - 1; hit += 1) {
      const sub = `several-${fate}-${hit}`;
      writes = 0;
      proxy.replan((_, operation) => {
        if (!/^(Put|Update|Delete)Item$/.test(operation)) return null;
        writes += 1;
        return writes === hit ? fate : null;
      });
      const { status, body } = await functions.manage(sub, 'PUT /api/v1/account');
      const ofDefault = { accessKey: body.defaultKey?.accessKey };
      const once = { body: { name: 'made' }, headers: { 'idempotency-key': 'sent twice, made once' } };
      const made = await functions.manage(sub, 'POST /api/v1/keys', once);
      const expired = await functions.manage(sub, 'POST /api/v1/keys/{accessKey}/expire', ofDefault);
      const changed = await functions.manage(sub, 'PATCH /api/v1/account', {
        body: { timeZone: 'Asia/Tokyo' },
      });
      proxy.replan(() => null);
      const again = await functions.manage(sub, 'POST /api/v1/keys', once);
      expect([hit, again.status, again.body.token]).toEqual([hit, 201, made.body.token]);
      expect([hit, status, made.status, expired.status, changed.status]).toEqual([hit, 201, 201, 200, 200]);
      const { items } = (await functions.manage(sub, 'GET /api/v1/keys')).body;
      expect(items.map((item) => [item.name, item.status]).sort()).toEqual([
        ['Default key', 'expired'],
        ['made', 'active'],
      ]);
      expect(await functions.authorize(made.body.token)).toBe('in');
      expect(await functions.authorize(body.defaultKey?.token ?? '')).toBe('key_expired');
      expect((await functions.manage(sub, 'GET /api/v1/account')).body).toMatchObject({
        timeZone: 'Asia/Tokyo',
      });
    }
  });

  it('suspends and resumes an account completely, whichever of its writes fails and is retried', async () => {
    const { body } = await functions.manage('suspended', 'PUT /api/v1/account');
    const token = body.defaultKey?.token ?? '';
    const accountId = body.defaultKey?.accessKey.slice(0, 12) ?? '';
    const turn = async (act: 'suspend' | 'resume', hit: number) => {
      let writes = 0;
      proxy.replan((_, operation) => {
        if (!/^(Put|Update|Delete)Item$/.test(operation)) return null;
        writes += 1;
        return writes === hit ? 'reset-after' : null;
      });
      const route = `POST /v1/accounts/{accountId}/${act}`;
      const options = act === 'suspend' ? { body: { reason: 'x' } } : {};
      const { status } = await functions.operate('arn:aws:iam::1:role/x', route, { accountId }, options);
      expect([act, hit, status]).toEqual([act, hit, 200]);
      return writes >= hit;
    };
    for (let hit = 1, isHit = true; isHit; hit++) {
      isHit = await turn('suspend', hit);
      expect(await functions.authorize(token)).toBe('account_suspended');
      await turn('resume', hit);
      expect(await functions.authorize(token)).toBe('in');
    }
  });
});

async function everything(): Promise<unknown> {
  const { Items = [] } = await table.documents.send(new ScanCommand({ TableName: table.tableName }));
  return Items.sort((a, b) => `${a.pk}${a.sk}`.localeCompare(`${b.pk}${b.sk}`));
}
