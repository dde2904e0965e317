import { latchkey } from '../../cli/test/support/fake-api.ts';
import { bearer, type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';

let engine: EngineClient;

beforeAll(async () => {
  engine = await sharedEngine();
}, startMs);

/** Runs a command line against the engine, and expects it to be done. */
async function run(...args: string[]): Promise<string> {
  const env = { PORT: String(engine.operatorPort - 3) };
  const { exitCode, stdout, stderr } = await latchkey({ fetch }, [...args, '--local'], { env });
  expect([exitCode, exitCode === 0 ? '' : stderr]).toEqual([0, '']);
  return stdout;
}

const runForJson = async (...args: string[]) => JSON.parse(await run(...args, '--json'));
const codeOf = async (...args: string[]) => {
  const env = { PORT: String(engine.operatorPort - 3) };
  const { exitCode, stderr } = await latchkey({ fetch }, [...args, '--local', '--json'], { env });
  return [exitCode, JSON.parse(stderr).code];
};
const statusOf = async (token: string) => (await engine.whoami(bearer(token))).status;

it('carries an account and its keys through their life, as an operator would', async () => {
  const externalId = `cli:${Math.random().toString(36).slice(2)}@x`;
  const email = `${externalId.slice(4)}ample.com`;
  const { account, defaultKey } = await runForJson('accounts', 'create', externalId, '--email', email);
  const { accountId } = account;
  for (const way of [
    [email.toUpperCase()],
    ['--external-id', externalId],
    ['--access-key', defaultKey.accessKey],
  ]) {
    expect((await runForJson('accounts', 'find', ...way)).accountId).toBe(accountId);
  }
  expect(await run('accounts', 'show', accountId)).toContain(email);

  const expires = new Date(Date.now() + 3 * 86_400_000).toISOString().slice(0, 10);
  const { accessKey, token } = await runForJson(
    'keys',
    'create',
    accountId,
    '--name',
    'CI',
    '--expires',
    expires,
  );
  expect(await statusOf(token)).toBe(200);
  expect(await run('keys', 'list', accountId)).toMatch(
    new RegExp(`${accessKey} +CI +expiring +through ${expires} `),
  );
  expect(await run('use', accountId)).toContain(accessKey);
  expect(await run('use', accessKey)).toContain('use ');
  const due = (await run('notices', 'due', '--within', '30d', '--limit', '500000', '--json'))
    .trimEnd()
    .split('\n');
  expect(due.map((line) => JSON.parse(line))).toContainEqual(
    expect.objectContaining({ accountId, accessKey, email, name: 'CI' }),
  );

  const rotated = await runForJson('keys', 'rotate', accessKey, '--overlap', '1h');
  expect(await statusOf(rotated.token)).toBe(200);
  await run('keys', 'cancel', accessKey, '--yes');
  expect(await statusOf(rotated.token)).toBe(401);
  await run('keys', 'expire', accessKey, '--yes');
  expect(await statusOf(token)).toBe(401);
  await run('keys', 'restore', accessKey, '--expires', 'never');
  expect(await statusOf(token)).toBe(200);
  await run('keys', 'edit', accessKey, '--name', 'CI, renamed');
  expect(await run('keys', 'show', accessKey)).toContain('CI, renamed');
  await run('accounts', 'suspend', accountId, '--reason', 'Invoice 118 is unpaid', '--yes');
  expect(await statusOf(token)).toBe(401);
  expect(await run('accounts', 'show', accountId)).toContain('Invoice 118 is unpaid');
  await run('accounts', 'resume', accountId);
  expect(await statusOf(token)).toBe(200);

  const holder = await engine.newHolder();
  const { signIns } = await runForJson('accounts', 'find', holder.email);
  await run('accounts', 'join', accountId, signIns[0]);
  const joined = await holder.call<{ accountId: string }>('GET', '/api/v1/account');
  expect(joined.body.accountId).toBe(accountId);

  expect(await run('leaked', token)).toBe(`${accessKey}  expired\n`);
  expect(await statusOf(token)).toBe(401);
  expect(await run('keys', 'show', accessKey)).toMatch(/^leaked +\d/m);
  expect(await codeOf('keys', 'restore', accessKey, '--expires', 'never')).toEqual([1, 'rotation_required']);
  const renewed = await runForJson('keys', 'rotate', accessKey, '--expires', 'never');
  expect(await statusOf(renewed.token)).toBe(200);

  const exported = await run('accounts', 'export', accountId);
  expect(JSON.parse(exported)).toMatchObject({ account: { accountId, email }, keys: [{}, {}] });
  expect(exported).not.toContain(token);
  await run('keys', 'delete', accessKey, '--yes');
  expect(await codeOf('keys', 'show', accessKey)).toEqual([3, 'key_not_found']);
  expect(await run('trail', accountId, '--access-key', accessKey)).toMatch(/delete key +done +operator/);
});

it('says which policy lacks, and what the API finds wrong', async () => {
  const externalId = `cli-${Math.random().toString(36).slice(2)}`;
  const { account, defaultKey } = await runForJson(
    'accounts',
    'create',
    externalId,
    '--email',
    'a@example.com',
  );
  const create = ['keys', 'create', account.accountId, '--name', 'x'];
  expect(await codeOf(...create, '--as', 'OperatorSupport')).toEqual([4, 'not_permitted']);
  expect(await codeOf(...create, '--expires', '2020-01-01')).toEqual([1, 'expires_in_past']);
  expect(await codeOf(...create, '--expires', 'soon')).toEqual([1, 'invalid_request']);
  expect(await codeOf('keys', 'finish', defaultKey.accessKey, '--yes')).toEqual([1, 'no_rotation']);
});
