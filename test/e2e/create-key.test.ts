import { type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import { type Holder, type KeyBody, type NewKeyBody, wanted, withoutUse } from '../support/engine-holder.ts';
import { expectProblem, faultyFields } from '../support/engine-problems.ts';

let engine: EngineClient;
let holder: Holder;

beforeAll(async () => {
  engine = await sharedEngine();
  holder = await engine.newHolder();
}, startMs);

const create = (body: unknown, idempotencyKey?: string) =>
  holder.call<NewKeyBody>(
    'POST',
    '/api/v1/keys',
    body,
    idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
  );

it('creates a key from only a name, and shows secret and token in that response only', async () => {
  const response = await create({ name: 'Plain' });
  const { secretKey, token, ...key } = wanted(response, 201);
  expect(key).toEqual({
    accessKey: expect.stringMatching(/^[0-9A-Za-z]+$/),
    name: 'Plain',
    description: null,
    createdAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/),
    updatedAt: key.createdAt,
    expiresAt: null,
    status: 'active',
    default: false,
    rotation: null,
    selfRotation: false,
    access: 'none',
    createdBy: null,
    leakedAt: null,
    lastUsedAt: null,
    lastRefusedAt: null,
    use: expect.objectContaining({ callsLast7Days: 0, refusedLast7Days: 0 }),
  });
  expect(token.startsWith(`lk_${key.accessKey}_${secretKey}`)).toBe(true);
  expect(response.headers.get('location')).toBe(`/api/v1/keys/${key.accessKey}`);
  const read = await holder.call<KeyBody>('GET', response.headers.get('location') ?? '');
  expect(withoutUse(wanted(read, 200))).toEqual(withoutUse(key));
  for (const path of ['/api/v1/keys?limit=100', '/api/v1/notices', '/api/v1/account']) {
    expect((await holder.call('GET', path)).text).not.toContain(secretKey);
  }
});

it('lets a key rotate itself only where that is said, and takes it back', async () => {
  const key = wanted(await create({ name: 'By itself', selfRotation: true }), 201);
  expect(key.selfRotation).toBe(true);
  const path = `/api/v1/keys/${key.accessKey}`;
  expect(wanted(await holder.call<KeyBody>('PATCH', path, { name: 'Renamed' }), 200).selfRotation).toBe(true);
  wanted(await holder.call('PATCH', path, { selfRotation: false }), 200);
  expect((await holder.key(key.accessKey)).selfRotation).toBe(false);
  expect(faultyFields(await create({ name: '', selfRotation: 1 }))).toEqual(['name', 'selfRotation']);
});

it('makes no two keys alike, whatever their names', async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => create({ name: 'Twin' })));
  for (const field of ['accessKey', 'secretKey', 'token'] as const) {
    expect(new Set(keys.map((response) => wanted(response, 201)[field])).size).toBe(8);
  }
});

it.each([
  ['trimmed', '  Shop \t', 'Shop'],
  ['of one character', 'x', 'x'],
  ['of 80 characters', 'n'.repeat(80), 'n'.repeat(80)],
  ['of 80 characters beyond the basic plane', '🔑'.repeat(80), '🔑'.repeat(80)],
  ['of any script', 'المفتاح 钥匙 ключ', 'المفتاح 钥匙 ключ'],
  ['with joiners, as scripts and emoji need them', 'نامه\u200cها 👩\u200d💻', 'نامه\u200cها 👩\u200d💻'],
  ['that looks like a path or markup', '<b>../"\'&;--', '<b>../"\'&;--'],
])('takes a name %s', async (_, name, kept) => {
  expect((await holder.key(wanted(await create({ name }), 201).accessKey)).name).toBe(kept);
});

it.each([
  ['missing', {}],
  ['null', { name: null }],
  ['empty', { name: '' }],
  ['of spaces', { name: '   ' }],
  ['of 81 characters', { name: 'n'.repeat(81) }],
  ['a number', { name: 7 }],
  ['a list', { name: ['a'] }],
  ['an object', { name: { toString: 'a' } }],
  ['with a line break', { name: 'a\nb' }],
  ['with a NUL', { name: 'a\0b' }],
  ['with DEL', { name: 'a\u007fb' }],
  ['with a C1 control', { name: 'a\u0085b' }],
  ['with half a surrogate pair', { name: 'a\ud800b' }],
  ['with a turn of direction', { name: '\u202egnp.exe' }],
  ['with an isolate', { name: 'a\u2066b' }],
  ['of nothing to see', { name: '\u200b\u2060' }],
  ['of fillers', { name: '\u115f\u1160\u3164\uffa0' }],
  ['of empty Braille patterns', { name: '\u2800 \u2800' }],
])('refuses a name that is %s', async (_, body) => {
  expect(faultyFields(await create(body))).toEqual(['name']);
});

it('takes a description of 500 characters, with lines, and null for none', async () => {
  for (const description of ['d'.repeat(500), '🔑'.repeat(500), 'two\nlines\tand a tab']) {
    expect(wanted(await create({ name: 'Described', description }), 201).description).toBe(description);
  }
  expect(wanted(await create({ name: 'Plain', description: null }), 201).description).toBeNull();
});

it.each([['d'.repeat(501)], [7], [['a']], [{}], [true], ['a\0b'], ['\udc00']])(
  'refuses the description %j',
  async (description) => {
    expect(faultyFields(await create({ name: 'Described', description }))).toEqual(['description']);
  },
);

it('names every error of a request at once, unknown fields included', async () => {
  const response = await create({
    name: '',
    description: 'd'.repeat(501),
    expiresAt: 'soon',
    expiersAt: '2090-01-01',
    secretKey: 'mine',
  });
  expect(faultyFields(response)).toEqual(['description', 'expiersAt', 'expiresAt', 'name', 'secretKey']);
});

it.each(['__proto__', 'constructor', 'toString', 'accessKey', 'default', 'status', 'Name', '', ' name'])(
  'refuses the unknown field %j',
  async (field) => {
    const before = (await holder.inventory()).length;
    const response = await holder.send({
      method: 'POST',
      path: '/api/v1/keys',
      headers: { 'content-type': 'application/json' },
      body: `{"name":"Strict",${JSON.stringify(field)}:{"name":"other"}}`,
    });
    expect(faultyFields(response)).toEqual([field]);
    expect(await holder.inventory()).toHaveLength(before);
  },
);

describe('a request with an Idempotency-Key', () => {
  it('creates one key, however often it is sent and in whichever form, and shows its secret again', async () => {
    const key = crypto.randomUUID();
    const all = await Promise.all(Array.from({ length: 4 }, () => create({ name: 'Once' }, key)));
    const [first] = all.map((response) => wanted(response, 201));
    const again = await create({ name: ' Once ' }, `"${key}"`);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(again.headers.get('location')).toBe(`/api/v1/keys/${first?.accessKey}`);
    for (const response of [...all, again])
      expect(withoutUse(wanted(response, 201))).toEqual(withoutUse(first as NewKeyBody));
    expect(all.filter(({ headers }) => !headers.has('idempotent-replayed'))).toHaveLength(1);
    expect((await holder.inventory()).filter(({ name }) => name === 'Once')).toHaveLength(1);
    expectProblem(await create({ name: 'Twice' }, key), 422, 'idempotency_key_mismatch');
    wanted(await holder.call('DELETE', `/api/v1/keys/${first?.accessKey}`), 204);
    expectProblem(await create({ name: 'Once' }, key), 409, 'idempotency_key_used');
  });

  it.each([['x'.repeat(15)], ['x'.repeat(256)], ['"half of the quotes']])(
    'is refused together with everything else that is wrong with it: %s',
    async (key) => {
      const before = (await holder.inventory()).length;
      const past = { name: 'Late', expiresAt: '2020-01-01' };
      expect(faultyFields(await create({ name: 'Fine' }, key))).toEqual(['Idempotency-Key']);
      expect(faultyFields(await create(past, key))).toEqual(['Idempotency-Key', 'expiresAt']);
      expect(faultyFields(await create({ ...past, name: '' }, key))).toEqual([
        'Idempotency-Key',
        'expiresAt',
        'name',
      ]);
      const broken = { method: 'POST', path: '/api/v1/keys', body: '{' };
      const headers = { 'content-type': 'application/json', 'idempotency-key': key };
      expect(faultyFields(await holder.send({ ...broken, headers }))).toEqual(['', 'Idempotency-Key']);
      expect(await holder.inventory()).toHaveLength(before);
    },
  );
});
