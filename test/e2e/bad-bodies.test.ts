import { bearer, type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import type { Holder, KeyBody, NewKeyBody } from '../support/engine-holder.ts';
import { expectProblem } from '../support/engine-problems.ts';

let engine: EngineClient;
let holder: Holder;
let key: NewKeyBody;
let before: KeyBody[];
let accountBefore: unknown;

beforeAll(async () => {
  engine = await sharedEngine();
  holder = await engine.newHolder();
  key = await holder.createKey({ name: 'Steady' });
  before = await holder.inventory();
  accountBefore = (await holder.call('GET', '/api/v1/account')).body;
}, startMs);
// Whatever was sent: nothing was lost or half-written, and all goes on.
afterEach(async () => {
  expect(await holder.inventory()).toEqual(before);
  expect((await holder.call('GET', '/api/v1/account')).body).toEqual(accountBefore);
  expect((await engine.whoami(bearer(key.token))).status).toBe(200);
});

const targets = () =>
  [
    ['POST', '/api/v1/keys'],
    ['PATCH', `/api/v1/keys/${key.accessKey}`],
    ['PATCH', '/api/v1/account'],
    ['PUT', '/api/v1/account'],
  ] as const;

async function sendAll(body: string | Buffer, expected: [number, string], contentType = 'application/json') {
  for (const [method, path] of targets()) {
    const response = await holder.send({ method, path, headers: { 'content-type': contentType }, body });
    expectProblem(response, ...expected);
  }
}

it.each([
  ['cut off', '{"name":"x"'],
  ['followed by more', '{"name":"x"} {}'],
  ['with a comma too many', '{"name":"x",}'],
  ['in single quotes', "{'name':'x'}"],
  ['with a comment', '{"name":"x"/**/}'],
  ['with a raw line break in a string', '{"name":"a\nb"}'],
  ['with NaN', '{"name":NaN}'],
  ['of blanks', ' \n '],
  ['form data', 'name=x&description=y'],
  ['a NUL', '\0'],
  ['a string', '"name"'],
  ['a number', '7'],
  ['null', 'null'],
  ['true', 'true'],
  ['a list', '[{"name":"x"}]'],
  ['an empty list', '[]'],
  ['with a field that has no name', '{"":1}'],
  ['with a field that has no name, and one that is empty', '{"name":"","":1}'],
  ['with a field twice', '{"name":"Twice","expiresAt":"2090-01-01","expiresAt":null}'],
  ['with a field twice, once escaped', '{"name":"Twice","n\\u0061me":"Other"}'],
  ['with a field twice in a field', '{"name":{"a":1,"a":2}}'],
  ['nested 5,000 deep', `${'['.repeat(5000)}${']'.repeat(5000)}`],
  ['nested 2,000 deep in a field', `{"name":${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}}`],
  ['an endless opening', '['.repeat(16_000)],
])('refuses a body that is %s', async (_, body) => {
  await sendAll(body, [400, 'invalid_request']);
});

it.each([
  ['stray bytes', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d])],
  ['an overlong form', Buffer.from([...Buffer.from('{"name":"'), 0xc0, 0xaf, ...Buffer.from('"}')])],
  [
    'half a surrogate pair',
    Buffer.from([...Buffer.from('{"name":"'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')]),
  ],
  ['Latin-1', Buffer.from('{"name":"Schlüssel"}', 'latin1')],
  ['UTF-16', Buffer.from('{"name":"x"}', 'utf16le')],
  ['compressed bytes', Buffer.from('1f8b0800000000000003ab56ca4bcc4d55b252aa50aa0500', 'hex')],
])('refuses a body that is not UTF-8: %s', async (_, body) => {
  await sendAll(body, [400, 'invalid_request']);
});

it.each([
  'text/plain',
  'application/x-www-form-urlencoded',
  'multipart/form-data; boundary=x',
  'application/jsonx',
  'application/xml',
  'json',
  '',
  'text/html, application/json',
])('refuses a body of the type %j', async (contentType) => {
  await sendAll('{"name":"x"}', [415, 'unsupported_media_type'], contentType);
});

it('refuses a body without any type', async () => {
  for (const [method, path] of targets()) {
    expectProblem(await holder.send({ method, path, body: '{"name":"x"}' }), 415, 'unsupported_media_type');
  }
});

it('refuses bodies that are too large, before and after the limit of the gateway', async () => {
  for (const bytes of [20_000, 1_000_000, 10 * 1024 * 1024 + 1, 12_000_000]) {
    await sendAll(`{"name":"${'x'.repeat(bytes)}"}`, [413, 'payload_too_large']);
    await sendAll(`{"name":"x"}${' '.repeat(bytes)}`, [413, 'payload_too_large']);
  }
});

it('refuses a body that is too large whoever sends it, and reads nothing of it', async () => {
  const body = Buffer.alloc(11_000_000, '[');
  const response = await engine.management({ method: 'POST', path: '/api/v1/keys', body });
  expect([401, 413]).toContain(response.status);
  expectProblem(response, response.status, response.status === 413 ? 'payload_too_large' : 'unauthenticated');
});

it('takes no field from an inherited or poisoned object', async () => {
  const bodies = [
    '{"__proto__":{"name":"x","timeZone":"UTC"}}',
    '{"constructor":{"prototype":{"name":"x"}}}',
    '{"__proto__":null}',
  ];
  for (const body of bodies) await sendAll(body, [400, 'invalid_request']);
});

it('names the body as a whole when the error is there', async () => {
  for (const body of ['[]', 'null', '{', '']) {
    const response = await holder.send({
      method: 'POST',
      path: '/api/v1/keys',
      headers: { 'content-type': 'application/json' },
      body,
    });
    expect(expectProblem(response, 400, 'invalid_request').errors).toEqual([
      { field: '', detail: expect.stringMatching(/body/) },
    ]);
  }
});

it('takes JSON under every name that means it', async () => {
  for (const contentType of [
    'application/json; charset=utf-8',
    'APPLICATION/JSON',
    'application/merge-patch+json',
  ]) {
    const response = await holder.send({
      method: 'PATCH',
      path: `/api/v1/keys/${key.accessKey}`,
      headers: { 'Content-Type': contentType },
      body: '{"name":"Renamed"}',
    });
    expect(response.status).toBe(200);
  }
  before = await holder.inventory();
});
