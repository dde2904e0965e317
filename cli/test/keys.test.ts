import { FakeApi, latchkey } from './support/fake-api.ts';
import { accessKey, account, accountId, key, newKey, token } from './support/samples.ts';

const of = `/v1/accounts/${accountId}`;
const one = `${of}/keys/${accessKey}`;
const local = (...args: string[]) => ['keys', ...args, '--local'];
const api = () => new FakeApi().on(`GET ${of}`, { body: account() });

describe('keys list', () => {
  const keys = [
    key(),
    key({ accessKey: `${accountId}000000000000`, name: '取引先 🔑', expiresAt: null, lastUsedAt: null }),
    key({ accessKey: `${accountId}111111111111`, expiresAt: '2026-12-01T13:30:00Z', status: 'expiring' }),
  ];
  const listing = () => api().on(`GET ${of}/keys`, { body: { items: keys, nextCursor: null } });

  it('shows dates as --expires takes them, in the zone of the account', async () => {
    const { stdout, stderr } = await latchkey(listing(), local('list', accountId));
    expect(stdout.split('\n').map((line) => line.slice(26).trimEnd())).toEqual([
      'NAME            STATUS    EXPIRES                 LAST USED         USE     ROTATION',
      'Nightly export  active    through 2027-03-31      2026-11-28 00:15  in use  -',
      '取引先 🔑       active    never                   -                 in use  -',
      'Nightly export  expiring  until 2026-12-01 14:30  2026-11-28 00:15  in use  -',
      '',
    ]);
    expect(stderr).toContain('Europe/Berlin');
  });

  it('tells keys that leaked, and what brings one back', async () => {
    const leaked = key({ status: 'expired', leakedAt: '2026-11-27T23:15:00Z' });
    const fake = api()
      .on(`GET ${of}/keys`, { body: { items: [leaked], nextCursor: null } })
      .on(`GET ${one}`, { body: leaked });
    expect((await latchkey(fake, local('list', accountId))).stdout).toContain('expired, leaked');
    expect((await latchkey(fake, local('show', accessKey))).stdout).toMatch(
      /^leaked +2026-11-28 00:15: only a rotation with a date brings it back/m,
    );
  });

  it('prints one object a line for programs, and nothing beside it', async () => {
    const fake = listing();
    const { stdout, stderr } = await latchkey(fake, local('list', accountId, '--status', 'active', '--json'));
    expect(
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line)),
    ).toEqual(keys);
    expect(stderr).toBe('');
    expect(fake.calls.map(({ query }) => query)).toEqual([{ status: 'active', limit: '100' }]);
  });
});

it('tells that the account is suspended, since the status of a key does not', async () => {
  const fake = new FakeApi()
    .on(`GET ${of}`, { body: account({ suspendedAt: '2026-11-02T08:00:00Z' }) })
    .on(`GET ${of}/keys`, { body: { items: [key()], nextCursor: null } })
    .on(`GET ${one}`, { body: key() })
    .on(`POST ${of}/keys`, { status: 201, body: newKey() });
  for (const args of [
    ['list', accountId],
    ['show', accessKey],
    ['create', accountId, '--name', 'CI'],
  ]) {
    const { stderr } = await latchkey(fake, local(...args));
    expect(stderr).toContain('The account is suspended: every key of it is refused.');
  }
});

describe('keys create', () => {
  const made = () => api().on(`POST ${of}/keys`, { status: 201, body: newKey() });

  it.each([
    [['--expires', '2027-03-31'], { expiresAt: '2027-03-31' }],
    [
      ['--expires', 'never', '--description', 'd', '--self-rotation'],
      { expiresAt: null, description: 'd', selfRotation: true },
    ],
    [[], {}],
  ])('sends what was given: %j', async (given, fields) => {
    const fake = made();
    const { exitCode, stdout } = await latchkey(fake, local('create', accountId, '--name', 'CI', ...given));
    expect([exitCode, fake.calls[0]?.body]).toEqual([0, { name: 'CI', ...fields }]);
    expect(stdout).toContain(`token          ${token}`);
  });

  it('repeats after a lost response without making a second key', async () => {
    let lost = true;
    const fake = api().on(`POST ${of}/keys`, () => {
      const reply = lost
        ? Object.assign(new Error('reset'), { code: 'ECONNRESET' })
        : { status: 201, body: newKey() };
      lost = false;
      return reply;
    });
    const { exitCode } = await latchkey(fake, local('create', accountId, '--name', 'CI'));
    const [first, second] = fake.calls.map(({ headers }) => headers['idempotency-key']);
    expect([exitCode, first]).toEqual([0, expect.stringMatching(/^[0-9a-f-]{36}$/)]);
    expect(second).toBe(first);
  });

  it('shows the secret even when the account cannot be read for its zone', async () => {
    const fake = new FakeApi().on(`POST ${of}/keys`, { status: 201, body: newKey() });
    const { exitCode, stdout } = await latchkey(fake, local('create', accountId, '--name', 'CI'));
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining(token)]);
  });
});

it.each<[string, string[], string, unknown]>([
  [
    'edits',
    ['edit', accessKey, '--name', 'New', '--no-self-rotation'],
    `PATCH ${one}`,
    { name: 'New', selfRotation: false },
  ],
  ['gives rights', ['edit', accessKey, '--access', 'read'], `PATCH ${one}`, { access: 'read' }],
  ['takes a description away', ['edit', accessKey, '--description', ''], `PATCH ${one}`, { description: '' }],
  ['restores', ['restore', accessKey, '--expires', 'Never'], `PATCH ${one}`, { expiresAt: null }],
  ['expires', ['expire', accessKey, '--yes'], `POST ${one}/expire`, undefined],
  ['deletes', ['delete', accessKey, '--yes'], `DELETE ${one}`, undefined],
  ['rotates', ['rotate', accessKey, '--overlap', '7d'], `POST ${one}/rotations`, { overlapSeconds: 604_800 }],
  [
    'brings a leaked key back',
    ['rotate', accessKey, '--expires', '2027-03-31'],
    `POST ${one}/rotations`,
    { expiresAt: '2027-03-31' },
  ],
  [
    'rotates at once',
    ['rotate', accessKey, '--overlap', '0', '--force', '--yes'],
    `POST ${one}/rotations`,
    { overlapSeconds: 0, force: true },
  ],
  ['finishes a rotation', ['finish', accessKey, '--yes'], `POST ${one}/rotations/current/finish`, undefined],
  ['cancels a rotation', ['cancel', accessKey, '--yes'], `DELETE ${one}/rotations/current`, undefined],
])('%s, by the access key only', async (_, args, call, body) => {
  const fake = api()
    .on(`PATCH ${one}`, { body: key() })
    .on(`POST ${one}/expire`, { body: key() })
    .on(`DELETE ${one}`, { status: 204 })
    .on(`POST ${one}/rotations`, {
      status: 201,
      body: { rotation: null, secretKey: newKey().secretKey, token },
    })
    .on(`POST ${one}/rotations/current/finish`, { body: key() })
    .on(`DELETE ${one}/rotations/current`, { status: 204 });
  const { exitCode, stdout, stderr } = await latchkey(fake, local(...args));
  expect([exitCode, fake.lines[0], fake.calls[0]?.body]).toEqual([0, call, body]);
  expect(stdout.includes(token)).toBe(args[0] === 'rotate');
  expect(stderr).not.toContain(token);
});

it.each(['expire', 'delete', 'finish', 'cancel'])('asks before it ends something: %s', async (command) => {
  const fake = api();
  const { exitCode, stderr } = await latchkey(fake, local(command, accessKey));
  expect([exitCode, fake.calls]).toEqual([2, []]);
  expect(stderr).toMatch(new RegExp(`^  .*${accessKey}.*\\?`, 'm'));
});

it('takes a deletion whose first response was lost for done', async () => {
  let tries = 0;
  const fake = api().on(`DELETE ${one}`, () =>
    ++tries === 1 ? Object.assign(new Error(), { code: 'ECONNRESET' }) : { status: 404 },
  );
  expect((await latchkey(fake, local('delete', accessKey, '--yes'))).exitCode).toBe(0);
});

it('does not repeat what would do something else the second time', async () => {
  const fake = api().on(`POST ${one}/rotations/current/finish`, () =>
    Object.assign(new Error(), { code: 'ECONNRESET' }),
  );
  const { exitCode } = await latchkey(fake, local('finish', accessKey, '--yes'));
  expect([exitCode, fake.calls.length]).toEqual([5, 1]);
});

it('refuses an overlap that the API would refuse', async () => {
  const { exitCode, stderr } = await latchkey(api(), local('rotate', accessKey, '--overlap', '31d'));
  expect([exitCode, stderr]).toEqual([2, expect.stringContaining('30d at most')]);
});

it.each([
  ['a token', token, 'the access key is the part between'],
  ['an account', accountId, 'latchkey keys list'],
])('refuses %s where an access key belongs, and never repeats a secret', async (_, given, advice) => {
  const fake = api();
  const { exitCode, stderr } = await latchkey(fake, local('show', given));
  expect([exitCode, stderr, fake.calls]).toEqual([2, expect.stringContaining(advice), []]);
  expect(stderr).not.toContain(token.slice(28));
});
