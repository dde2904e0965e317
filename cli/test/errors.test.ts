import { type EndpointOptions, findEndpoint } from '../src/api/endpoint.ts';
import { FakeApi, latchkey, problem } from './support/fake-api.ts';
import { account, accountId } from './support/samples.ts';

const one = `GET /v1/accounts/${accountId}`;
const show = ['accounts', 'show', accountId, '--local'];

it.each([
  [400, 'bad_request', 1],
  [403, 'not_permitted', 4],
  [404, 'not_found', 3],
  [409, 'key_limit_reached', 1],
  [500, 'internal_error', 1],
])(
  'tells what happened, what to do and the request id, and ends by the status: %i',
  async (status, code, exitCode) => {
    const errors = [{ field: 'name', detail: 'must be text' }];
    const api = new FakeApi().on(one, problem(status, code, { errors }));
    const ran = await latchkey(api, show);
    expect(ran.exitCode).toBe(exitCode);
    expect(ran.stderr.split('\n')).toEqual([
      `latchkey: Title of ${code} (${status} ${code}).`,
      `  Do about ${code}.`,
      '  --name: must be text',
      '  Request id, for the logs: request-1',
      '',
    ]);
    const forPrograms = await latchkey(api, [...show, '--json']);
    expect(JSON.parse(forPrograms.stderr)).toMatchObject({ status, code, requestId: 'request-1', errors });
  },
);

it.each([
  [400, 'invalid_request', 'Correct this'],
  [404, 'account_not_found', 'latchkey accounts find'],
  [404, 'key_not_found', 'latchkey keys list'],
  [400, 'expires_in_past', 'latchkey keys expire'],
  [409, 'rotation_required', 'latchkey keys rotate <access-key> --expires'],
  [409, 'rotation_in_progress', 'Cancel it first, or give --force.'],
])('names commands where the API names its calls: %i %s', async (status, code, advice) => {
  const detail = 'Cancel it first, or send force: true to go on.';
  const { stderr } = await latchkey(new FakeApi().on(one, problem(status, code, { detail })), show);
  expect(stderr.split('\n')[1]).toContain(advice);
});

describe('429 and 503', () => {
  it.each([
    [429, 'rate_limited'],
    [503, 'unavailable'],
  ])('waits as told, then goes on: %i', async (status, code) => {
    let calls = 0;
    const busy = problem(status, code, {}, { 'retry-after': '7' });
    const api = new FakeApi().on(one, () => (++calls < 3 ? busy : { body: account() }));
    const { exitCode, waits, stderr } = await latchkey(api, show);
    expect([exitCode, waits]).toEqual([0, [7000, 7000]]);
    expect(stderr).toContain('Trying again in 7 s (1 of 4)');
  });

  it('gives up after five tries, and at once when the wait is long', async () => {
    const api = new FakeApi().on(one, problem(503, 'unavailable', {}, { 'retry-after': '1' }));
    const ran = await latchkey(api, show);
    expect([ran.exitCode, api.calls.length]).toEqual([5, 5]);
    const tired = new FakeApi().on(one, problem(429, 'rate_limited', {}, { 'retry-after': '7200' }));
    const once = await latchkey(tired, show);
    expect([once.exitCode, tired.calls.length]).toEqual([5, 1]);
    expect(once.stderr).toContain('wait 120 minutes');
  });
});

it.each([
  ['ECONNREFUSED', 1, []],
  ['ECONNRESET', 5, [1000, 2000, 4000, 8000]],
])('says that nobody answers, and how to start the engine: %s', async (code, calls, expected) => {
  const api = new FakeApi().on(one, () => Object.assign(new Error(code), { code }));
  const { exitCode, stderr, waits } = await latchkey(api, show);
  expect([exitCode, api.calls.length, waits]).toEqual([5, calls, expected]);
  expect(stderr).toContain(`There is no response from http://localhost:4003: ${code}`);
  expect(stderr).toContain('npm start');
});

it('takes an answer that is no problem document for what it is', async () => {
  const fetch = async () => new Response('<html>', { status: 502 });
  const { exitCode, stderr } = await latchkey({ fetch }, show);
  expect([exitCode, stderr]).toEqual([1, expect.stringContaining('not as the operator API does')]);
});

describe('which API', () => {
  const find = (options: EndpointOptions, env: Record<string, string> = {}) => findEndpoint(options, env);

  it.each([
    [
      'https://abc.execute-api.eu-central-1.amazonaws.com/prod/',
      'https://abc.execute-api.eu-central-1.amazonaws.com/prod',
    ],
    [
      'https://abc.execute-api.eu-central-1.amazonaws.com/prod/v1',
      'https://abc.execute-api.eu-central-1.amazonaws.com/prod',
    ],
  ])('takes the output of the stack, with the version or without: %s', async (url, base) => {
    expect(await find({ url })).toMatchObject({ base, region: 'eu-central-1' });
    expect(await find({}, { LATCHKEY_OPERATOR_API_URL: url })).toMatchObject({ base });
  });

  it('goes by the option before the variable', async () => {
    const options = { url: 'https://operator.example.com', region: 'eu-west-1' };
    const env = { LATCHKEY_OPERATOR_API_URL: 'https://other.example.com' };
    expect(await find(options, env)).toMatchObject({
      base: 'https://operator.example.com',
      region: 'eu-west-1',
    });
  });

  it('finds the local engine by PORT, with a key that has one policy', async () => {
    const endpoint = await find({ local: true, as: 'OperatorRead' }, { PORT: '5000' });
    expect(endpoint).toMatchObject({ base: 'http://localhost:5003', region: 'us-east-1' });
    expect(await endpoint.credentials()).toEqual({ accessKeyId: 'OperatorRead', secretAccessKey: 'local' });
  });

  it.each<[string, EndpointOptions, Record<string, string>, string]>([
    ['none', {}, {}, 'No address is known'],
    ['a plain http address', { url: 'http://operator.example.com' }, {}, 'not usable'],
    ['no address', { url: 'operator' }, {}, 'not usable'],
    ['a port that is none', { local: true }, { PORT: 'x' }, 'no port'],
    ['a local key without the engine', { as: 'OperatorRead' }, {}, '--local'],
  ])('refuses %s', async (_, options, env, text) => {
    await expect(find(options, env)).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringContaining(text),
    });
  });

  it('refuses two ways at once', async () => {
    const { exitCode, stderr } = await latchkey(new FakeApi(), [...show, '--stack', 'x']);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('cannot be used with')]);
  });
});
