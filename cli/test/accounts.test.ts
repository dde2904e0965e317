import { FakeApi, latchkey, problem } from './support/fake-api.ts';
import { accessKey, account, accountId, newKey, token } from './support/samples.ts';

const one = `/v1/accounts/${accountId}`;
const local = (...args: string[]) => [...args, '--local'];

describe('accounts find', () => {
  it('joins the pages, and shows times in the zone of each account', async () => {
    const pages = [
      account(),
      account({
        accountId: 'ZZZX7vB2mK9t',
        timeZone: 'UTC',
        externalId: 'customer-17',
        suspendedAt: '2026-11-02T08:00:00Z',
      }),
    ];
    const api = new FakeApi().on('GET /v1/accounts', ({ query }) => {
      const page = Number(query.cursor ?? 0);
      return { body: { items: [pages[page]], nextCursor: page === 0 ? '1' : null } };
    });
    const { exitCode, stdout } = await latchkey(api, local('accounts', 'find', 'ada+x@example.com'));
    expect(exitCode).toBe(0);
    expect(stdout.split('\n')).toEqual([
      'ACCOUNT       EMAIL            EXTERNAL ID  TIME ZONE      CREATED           SUSPENDED',
      '4QzX7vB2mK9t  ada@example.com  -            Europe/Berlin  2026-11-01 10:30  -',
      'ZZZX7vB2mK9t  ada@example.com  customer-17  UTC            2026-11-01 09:30  2026-11-02 08:00',
      '',
    ]);
    expect(api.calls.map(({ query }) => query.email)).toEqual(['ada+x@example.com', 'ada+x@example.com']);
  });

  it('finds by an external id, and by an access key', async () => {
    const api = new FakeApi()
      .on('GET /v1/accounts', { body: { items: [account()], nextCursor: null } })
      .on(`GET ${one}`, { body: account() });
    await latchkey(api, local('accounts', 'find', '--external-id', 'a:b@c'));
    const byKey = await latchkey(api, local('accounts', 'find', '--access-key', accessKey, '--json'));
    expect(api.calls[0]?.query.externalId).toBe('a:b@c');
    expect(api.lines[1]).toBe(`GET ${one}`);
    expect(JSON.parse(byKey.stdout)).toEqual(account());
  });

  it('says on standard error when nobody is found, and takes one way of finding only', async () => {
    const api = new FakeApi().on('GET /v1/accounts', { body: { items: [], nextCursor: null } });
    const nobody = await latchkey(api, local('accounts', 'find', 'x@example.com'));
    expect([nobody.exitCode, nobody.stdout, nobody.stderr]).toEqual([
      0,
      '',
      expect.stringContaining('No account'),
    ]);
    const both = await latchkey(api, local('accounts', 'find', 'x@example.com', '--external-id', 'x'));
    expect([both.exitCode, both.stderr]).toEqual([2, expect.stringContaining('give one of them')]);
  });
});

it.each([
  [['find', 'customer-17'], '--external-id'],
  [['find', accessKey], `--access-key ${accessKey}`],
  [['find', accountId], `accounts show ${accountId}`],
  [['find', token], 'latchkey leaked'],
  [['show', 'ada@example.com'], "'ada@example.com' cannot be <account>. It is an account id"],
  [['join', accountId, 'ada@example.com'], 'not an address'],
])('says what to give instead of something else: %j', async (args, advice) => {
  const fake = new FakeApi();
  const { exitCode, stderr } = await latchkey(fake, local('accounts', ...args));
  expect([exitCode, stderr, fake.calls]).toEqual([2, expect.stringContaining(advice), []]);
  expect(stderr).not.toContain(token);
});

describe('accounts create', () => {
  it('shows the secret once, on standard output only, with a warning beside it', async () => {
    const api = new FakeApi().on('PUT /v1/accounts/by-external-id/customer%3A17', {
      status: 201,
      body: { account: account(), defaultKey: newKey() },
    });
    const line = local(
      'accounts',
      'create',
      'customer:17',
      '--email',
      'ada@example.com',
      '--time-zone',
      'Europe/Berlin',
    );
    const { exitCode, stdout, stderr } = await latchkey(api, line);
    expect(exitCode).toBe(0);
    expect(stdout.split(token)).toHaveLength(2);
    expect(stderr).toContain('shown only now');
    expect(stderr).not.toContain(token);
    expect(api.calls[0]?.body).toEqual({ email: 'ada@example.com', timeZone: 'Europe/Berlin' });
  });

  it('tells that the account existed', async () => {
    const api = new FakeApi().on('PUT /v1/accounts/by-external-id/a', { body: { account: account() } });
    const { stderr } = await latchkey(api, local('accounts', 'create', 'a', '--email', 'ada@example.com'));
    expect(stderr).toContain('The account existed');
  });
});

describe('what stops calls or cannot be taken back', () => {
  const suspend = local('accounts', 'suspend', accountId, '--reason', 'Ticket 4711');
  const remove = local('accounts', 'delete', accountId);
  const api = () =>
    new FakeApi()
      .on(`GET ${one}`, { body: account() })
      .on(`POST ${one}/suspend`, { body: account() })
      .on(`POST ${one}/resume`, { body: account() })
      .on(`DELETE ${one}`, { status: 204 });

  const lines = { suspend, delete: remove };

  it.each(['suspend', 'delete'] as const)('needs --yes without a terminal: %s', async (name) => {
    const fake = api();
    const { exitCode, stderr } = await latchkey(fake, lines[name]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('--yes')]);
    expect(fake.calls.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  it.each([
    ['suspend', 'y\n', 0],
    ['suspend', '\n', 1],
    ['suspend', '', 1],
    ['delete', `${accountId}\n`, 0],
    ['delete', 'y\n', 1],
  ] as const)('asks on a terminal: %s, %j', async (name, typed, exitCode) => {
    const fake = api();
    const ran = await latchkey(fake, lines[name], { columns: 100, stdin: [typed] });
    expect(ran.exitCode).toBe(exitCode);
    expect(fake.calls.some(({ method }) => method !== 'GET')).toBe(exitCode === 0);
  });

  it('gives the reason of a suspension, and resumes without a question', async () => {
    const fake = api();
    await latchkey(fake, [...suspend, '--yes']);
    const resumed = await latchkey(fake, local('accounts', 'resume', accessKey));
    expect(fake.calls[0]?.body).toEqual({ reason: 'Ticket 4711' });
    expect([resumed.exitCode, fake.lines[1]]).toEqual([0, `POST ${one}/resume`]);
  });
});

describe('accounts delete', () => {
  const running = {
    status: 202,
    headers: { 'retry-after': '20' },
    body: { accountId, removed: { keys: 2 }, remains: [{ what: 'access_logs', detail: 'For 90 days.' }] },
  };
  const line = local('accounts', 'delete', accountId, '--yes');

  it('repeats the call until nothing is left, then shows what went and what stays', async () => {
    let left = 3;
    const api = new FakeApi()
      .on(`GET ${one}`, { body: account() })
      .on(`DELETE ${one}`, () => (--left > 0 ? running : { status: 204 }));
    const { exitCode, waits, stdout, stderr } = await latchkey(api, line);
    expect([exitCode, waits]).toEqual([0, [20_000, 20_000]]);
    expect(stdout).toBe('removed: keys         2\nremains: access logs  For 90 days.\n');
    expect(stderr).toContain('is deleted');
  });

  it('goes on with a deletion that was cut off, whose last response may be lost', async () => {
    let calls = 0;
    const api = new FakeApi()
      .on(`GET ${one}`, problem(404, 'account_not_found'))
      .on(`DELETE ${one}`, () => (++calls === 1 ? running : problem(404, 'account_not_found')));
    const { exitCode, stdout } = await latchkey(api, [...line, '--json']);
    expect(exitCode).toBe(0);
    expect(JSON.parse(stdout)).toEqual({ ...running.body, deleted: true });
  });

  it('says that there is no such account', async () => {
    const api = new FakeApi().on(`DELETE ${one}`, problem(404, 'account_not_found'));
    expect((await latchkey(api, line)).exitCode).toBe(3);
  });
});
