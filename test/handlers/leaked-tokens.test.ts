import { ScanCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { type KeyChanges, KeyStore } from '../../lambdas/adapters/table/key-store.ts';
import { TableClient } from '../../lambdas/adapters/table/table-client.ts';
import { leakedTokensBodyLimit } from '../../lambdas/contract/leaked-token-schemas.ts';
import { parseAccessKey } from '../../lambdas/core/access-key.ts';
import { formatToken, parseToken } from '../../lambdas/core/token.ts';
import { changesPerDay } from '../../lambdas/core/trail-limit.ts';
import { sampleAccount } from '../core/sample-account.ts';
import { type AnyBody, type DeployedFunctions, problemOf } from '../faults/deployed-functions.ts';
import type { TestTable } from '../support/test-table.ts';
import { Customer, Owner } from './trail-setup.ts';
import { later, openWatchedFunctions, start } from './watched-functions.ts';

jest.mock('../../lambdas/adapters/table/table-connection.ts');

jest.setTimeout(60_000);

const place = 'https://example.com/paste';
const rotations = 'POST /api/v1/keys/{accessKey}/rotations';
const key = '/api/v1/keys/{accessKey}';
let table: TestTable;
let functions: DeployedFunctions;
let customers = 0;

const watch = openWatchedFunctions((opened) => {
  ({ table, functions } = opened);
});

/** A customer whose default key has that token. */
async function newCustomer(): Promise<Customer> {
  const customer = new Customer(`leaked-${++customers}`, functions, table);
  const { accessKey = '', token = '' } = (await customer.provision()).body.defaultKey ?? {};
  return Object.assign(customer, { accessKey, token });
}

const send = (body: object) => functions.operate(Customer.operator, 'POST /v1/leaked-tokens', {}, { body });
const outcomesOf = ({ body }: { body: AnyBody }) =>
  (body as unknown as { results?: { outcome: string }[] }).results?.map(({ outcome }) => outcome);
const report = async (...tokens: string[]) =>
  outcomesOf(await send({ tokens: tokens.map((token) => ({ token, url: place })) }));
const credentialOf = (token: string) => parseToken('lk', token) ?? { accessKey: '', secretKey: '' };
const withSecret = (token: string, secretKey: string) =>
  formatToken('lk', { ...credentialOf(token), secretKey });
/** What the queue of notices has of a key's leak, and what it knows. */
const itemOf = async (customer: Customer, sk: RegExp) => {
  const items = (await customer.state()) as Record<string, unknown>[];
  return items.find((item) => sk.test(String(item.sk)));
};

describe('what is no token of a key costs little and tells nothing', () => {
  it('is told by its form and its checksum, before anything is read', async () => {
    const { token } = await newCustomer();
    watch.reset();
    const looksAlike = [
      `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`,
      token.replace('lk_', 'ok_'),
      token.slice(1),
      ` ${token}`,
      'secret',
      '',
    ];
    expect(await report(...looksAlike)).toEqual(looksAlike.map(() => 'not_a_token'));
    expect([watch.reads, watch.writes]).toEqual([0, []]);
  });

  it('an unknown key and a wrong secret get the same answer for the same work, and leave no trace', async () => {
    const customer = await newCustomer();
    const before = await customer.state();
    const unknown = formatToken('lk', { accessKey: '0'.repeat(24), secretKey: 'a'.repeat(30) });
    for (const token of [unknown, withSecret(customer.token, 'a'.repeat(30))]) {
      watch.reset();
      expect(await report(token)).toEqual(['not_current']);
      expect([watch.reads, watch.writes]).toEqual([1, []]);
    }
    expect(await customer.state()).toEqual(before);
    expect(await customer.acts()).toEqual(['create_account done']);
    await customer.call(`DELETE ${key}`);
    expect(await report(customer.token)).toEqual(['not_current']);
  });
});

it('ends the key of its only secret: refused as leaked, shown as such, in the trail and in the queue of mails', async () => {
  const customer = await newCustomer();
  later(1);
  expect(await report(customer.token)).toEqual(['expired']);
  expect(await functions.authorize(customer.token)).toBe('key_leaked');
  const { body } = await customer.call(`GET ${key}`);
  const at = '2027-05-05T10:00:01Z';
  expect(body).toMatchObject({ leakedAt: at, expiresAt: at, status: 'expired' });
  expect((await customer.trail()).items[0]).toMatchObject({
    action: 'end_leaked_secret',
    actor: { kind: 'operator', id: Customer.operator },
    changes: { expiresAt: { before: null, after: at }, leakedAt: { before: null, after: at } },
    outcome: 'done',
  });
  const mail = await itemOf(customer, /^MAIL#rotation#/);
  // Due at once: no need to wait for what could have died in between.
  expect(mail).toMatchObject({ noticeAt: start / 1000 + 1, leakPlaces: [place] });
  expect(await itemOf(customer, /^KEY#/)).not.toHaveProperty('noticeAt');
});

it('ends one secret of two: the other goes on, and the date stays', async () => {
  const customer = await newCustomer();
  await customer.call(`PATCH ${key}`, { body: { expiresAt: '2027-12-31' } });
  const { token } = (await customer.call(rotations)).body;
  later(1);
  expect(await report(customer.token)).toEqual(['secret_ended']);
  const inAndOut = [await functions.authorize(token), await functions.authorize(customer.token)];
  expect(inAndOut).toEqual(['in', 'secret_rotated']);
  expect((await customer.call(`GET ${key}`)).body).toMatchObject({
    leakedAt: null,
    expiresAt: '2028-01-01T00:00:00Z',
    rotation: null,
  });
  later(2);
  expect(await report(customer.token, token)).toEqual(['secret_ended', 'expired']);
});

it('comes back only by a rotation with a new date, whose new secret alone works', async () => {
  const customer = await newCustomer();
  await report(customer.token);
  later(60);
  const refused = async (call: string, body?: object) =>
    problemOf(await customer.call(call, body && { body }));
  for (const expiresAt of ['2027-12-31', null])
    expect(await refused(`PATCH ${key}`, { expiresAt })).toEqual([409, 'rotation_required']);
  expect(await refused(rotations)).toEqual([409, 'rotation_required']);
  expect(await refused(rotations, { overlapSeconds: 60, expiresAt: null })).toEqual([400, 'invalid_request']);
  expect(await refused(rotations, { expiresAt: '2026-12-31' })).toEqual([400, 'expires_in_past']);
  expect(await refused(`POST ${key}/rotations/current/finish`)).toEqual([409, 'no_rotation']);
  expect(problemOf(await functions.rotateItself(customer.accessKey, 1))).toEqual([401, 'key_leaked']);
  // What has nothing to do with it still works.
  const { body: renamed, headers } = await customer.call(`PATCH ${key}`, { body: { name: 'Leaked' } });
  expect(renamed).toMatchObject({ name: 'Leaked', status: 'expired' });
  expect((await customer.call(`POST ${key}/expire`)).body).toEqual(renamed);

  later(120);
  const body = { expiresAt: '2027-12-31' };
  const stale = await customer.call(rotations, { body, headers: { 'if-match': '"1"' } });
  expect(problemOf(stale)).toEqual([412, 'key_changed']);
  const returned = await customer.call(rotations, { body, headers: { 'if-match': String(headers.etag) } });
  expect([returned.status, returned.body]).toMatchObject([201, { rotation: null }]);
  const { token } = returned.body;
  expect(await functions.authorize(token)).toBe('in');
  expect(await functions.authorize(customer.token)).toBe('secret_rotated');
  expect((await customer.call(`GET ${key}`)).body).toMatchObject({
    leakedAt: null,
    expiresAt: '2028-01-01T00:00:00Z',
  });
  expect((await customer.trail()).items[0]).toMatchObject({
    action: 'rotate_key',
    changes: { leakedAt: { after: null }, secretNo: { before: 1, after: 2 } },
  });
  expect(await refused(rotations, body)).toEqual([400, 'invalid_request']);
  // The report once more changes nothing.
  expect(await report(customer.token)).toEqual(['secret_ended']);
  expect(await functions.authorize(token)).toBe('in');
});

it('is not given out again by the request that made it', async () => {
  const customer = await newCustomer();
  const once = (path: string, body: object, name: string) =>
    customer.call(path, { body, headers: { 'idempotency-key': `once and for all: ${name}` } });
  const create = () => once('POST /api/v1/keys', { name: 'made' }, 'create');
  const made = (await create()).body;
  expect(await report(made.token)).toEqual(['expired']);
  expect(problemOf(await create())).toEqual([409, 'idempotency_key_used']);

  await report(customer.token);
  const bringBack = () => once(rotations, { expiresAt: null }, 'rotate');
  const { token } = (await bringBack()).body;
  expect((await bringBack()).body.token).toBe(token);
  expect(await report(token)).toEqual(['expired']);
  expect(problemOf(await bringBack())).toEqual([409, 'idempotency_key_used']);
});

it('of an expired key keeps a new date from bringing the secret back', async () => {
  const customer = await newCustomer();
  await customer.call(`POST ${key}/expire`);
  later(60);
  expect(await report(customer.token)).toEqual(['expired']);
  expect((await customer.call(`GET ${key}`)).body).toMatchObject({
    expiresAt: '2027-05-05T10:00:00Z',
    leakedAt: '2027-05-05T10:01:00Z',
  });
  const restored = await customer.call(`PATCH ${key}`, { body: { expiresAt: null } });
  expect(problemOf(restored)).toEqual([409, 'rotation_required']);
});

it('keeps its date from an edit that was on its way when it leaked', async () => {
  const customer = await newCustomer();
  await report(customer.token);
  const keys = new KeyStore(new TableClient(table.documents, table.tableName), [30]);
  const edit = (changes: KeyChanges) => {
    const address = parseAccessKey(customer.accessKey) ?? { accountId: '', keyId: '' };
    return keys.update(address, changes, { account: sampleAccount(), ifVersion: null, now: new Date() });
  };
  await expect(edit({ expiresAt: null })).rejects.toMatchObject({ code: 'rotation_required' });
  expect(await edit({ name: 'Leaked' })).toMatchObject({ name: 'Leaked', leakedAt: new Date(start) });
  expect(await functions.authorize(customer.token)).toBe('key_leaked');
});

it('comes back by its holder or the operator, and not by a key that manages others', async () => {
  const owner = new Owner(`leaked-${++customers}`, functions, table);
  await owner.begin();
  const manager = (await owner.call('POST /api/v1/keys', { body: { name: 'm', access: 'write' } })).body;
  const made = (await owner.call('POST /api/v1/keys', { body: { name: 'made' } })).body;
  await owner.report(made.token);
  const asked = await functions.rotateByKey(manager.accessKey, made.accessKey, { expiresAt: null });
  expect(problemOf(asked)).toEqual([403, 'access_not_allowed']);
  const rotated = await owner.call(rotations, { accessKey: made.accessKey, body: { expiresAt: null } });
  expect(rotated.status).toBe(201);
});

describe('repeats', () => {
  it('twice in one request are one report, with both places; twice at once, and again, say the same', async () => {
    const customer = await newCustomer();
    const { token } = customer;
    const urls = [place, 'https://example.org/a?q=1', place];
    const responses = await Promise.all([
      send({ tokens: urls.map((url) => ({ token, url })) }),
      send({ tokens: [{ token }] }),
      send({ tokens: [{ token }] }),
    ]);
    expect(responses.flatMap(outcomesOf)).toEqual(Array(5).fill('expired'));
    const { version } = (await itemOf(customer, /^KEY#/)) ?? {};
    later(60);
    watch.reset();
    expect(await report(token)).toEqual(['expired']);
    expect(watch.writes).toEqual([]);
    // Whoever wrote it: once.
    expect(version).toBe(2);
    expect(await customer.acts()).toContain('end_leaked_secret done');
  });

  it('names both places of one request in the mail', async () => {
    const customer = await newCustomer();
    const { token } = customer;
    const other = 'https://example.org/a?q=1';
    await send({ tokens: [{ token, url: place }, { token, url: other }, { token }] });
    expect((await itemOf(customer, /^MAIL#rotation#/))?.leakPlaces).toEqual([place, other]);
  });

  it('finish what a process began that died, wherever that was', async () => {
    for (let deathAt = 1; deathAt < 12; deathAt++) {
      later(0);
      const customer = await newCustomer();
      later(1);
      watch.reset(deathAt);
      await report(customer.token);
      const isDead = watch.writes.length >= deathAt;
      watch.reset();
      later(2);
      expect([deathAt, await report(customer.token)]).toEqual([deathAt, ['expired']]);
      expect(await functions.authorize(customer.token)).toBe('key_leaked');
      // Its holder is mailed in any case, a minute later at most.
      const { noticeAt, leakPlaces } = (await itemOf(customer, /^MAIL#rotation#/)) ?? {};
      expect(leakPlaces).toEqual([place]);
      expect(Number(noticeAt)).toBeLessThanOrEqual(start / 1000 + 61);
      if (!isDead) return;
    }
    throw new Error('It never ended.');
  });
});

it('does not wait for a day with room for changes', async () => {
  const customer = await newCustomer();
  const used = { pk: customer.accessKey.slice(0, 12), sk: 'TRAIL#2027-05-05' };
  await table.documents.send(
    new UpdateCommand({
      TableName: table.tableName,
      Key: used,
      UpdateExpression: 'SET #changes = :changes',
      ExpressionAttributeNames: { '#changes': 'changes' },
      ExpressionAttributeValues: { ':changes': changesPerDay },
    }),
  );
  expect(problemOf(await customer.call(`POST ${key}/expire`))).toEqual([429, 'rate_limited']);
  expect(await report(customer.token)).toEqual(['expired']);
});

describe('a request', () => {
  const long = (n: number) => `https://example.com/${String(n).padEnd(2028, 'x')}`;

  it('may have 100 tokens with the longest URLs, and no more', async () => {
    const { token } = await newCustomer();
    const fake = (n: number) => ({ token: withSecret(token, String(n).padStart(30, '0')), url: long(n) });
    const tokens = Array.from({ length: 100 }, (_, n) => fake(n));
    const most = await send({ tokens });
    expect(outcomesOf(most)).toEqual(tokens.map(() => 'not_current'));
    const tooMany = await send({ tokens: [...tokens, fake(100)] });
    expect(problemOf(tooMany)).toEqual([400, 'invalid_request']);
    expect(tooMany.text).toContain('must be a list of 1 to 100 tokens');
    const tooLong = await send({ tokens, note: 'x'.repeat(leakedTokensBodyLimit) });
    expect(problemOf(tooLong)).toEqual([413, 'payload_too_large']);
    expect(tooLong.text).toContain(String(leakedTokensBodyLimit));
  });

  it.each<[string, object, string[]]>([
    ['no tokens', {}, ['tokens']],
    ['an empty list', { tokens: [] }, ['tokens']],
    ['a text', { tokens: 'lk_x' }, ['tokens']],
    ['tokens as texts', { tokens: ['lk_x'] }, ['tokens.0']],
    [
      'all faults at once',
      {
        tokens: [{ token: 1 }, { token: 'x', url: 'http://example.com' }, { token: 'x', uri: 'y' }],
        more: 1,
      },
      ['tokens.0.token', 'tokens.1.url', 'tokens.2.uri', 'more'],
    ],
    ['a URL of another scheme', { tokens: [{ token: 'x', url: 'javascript:alert(1)' }] }, ['tokens.0.url']],
    ['a URL that is too long', { tokens: [{ token: 'x', url: `${long(1)}x` }] }, ['tokens.0.url']],
  ])('is refused with %s', async (_, body, fields) => {
    const response = await send(body);
    expect(problemOf(response)).toEqual([400, 'invalid_request']);
    const { errors } = response.body as unknown as { errors: { field: string }[] };
    expect(errors.map(({ field }) => field)).toEqual(fields);
  });
});

it('keeps no secret: not in the trail, the queue of mails or the log', async () => {
  const customer = await newCustomer();
  const { secretKey } = credentialOf(customer.token);
  const log = jest.spyOn(process.stdout, 'write').mockReturnValue(true);
  const logs = ['log', 'info', 'error', 'warn'].map((name) => jest.spyOn(console, name as 'log'));
  for (const spy of logs) spy.mockReturnValue();
  await send({
    tokens: [
      { token: customer.token, url: `${place}?key=${customer.token}` },
      { token: 'x', url: 'x' },
    ],
  });
  await send({ tokens: [{ token: customer.token, url: `${place}?key=${customer.token}` }] });
  const lines = JSON.stringify([log, ...logs].flatMap(({ mock }) => mock.calls));
  jest.restoreAllMocks();
  const { Items = [] } = await table.documents.send(new ScanCommand({ TableName: table.tableName }));
  expect(lines + JSON.stringify(Items)).not.toContain(secretKey);
  expect((await itemOf(customer, /^MAIL#rotation#/))?.leakPlaces).toEqual(['https://example.com/…']);
});
