import fc from 'fast-check';
import { bearer, type EngineClient, emptyEngine, startMs } from '../support/engine-client.ts';
import {
  type Holder,
  type KeyBody,
  type KeyListBody,
  type NewKeyBody,
  wanted,
} from '../support/engine-holder.ts';
import type { ApiResponse } from '../support/engine-http.ts';
import { passDays } from '../support/engine-mails.ts';
import { expectProblem } from '../support/engine-problems.ts';
import { callOperator } from '../support/operator.ts';
import { drawSeed } from '../support/seeded-random.ts';
import { sizedBy } from '../support/sizes.ts';

/** Calls with another's identifiers. */
const numRuns = sizedBy('LATCHKEY_TEST_CALLS', { usual: 75, large: 300 });

jest.setTimeout(60_000 + numRuns * 500);

let engine: EngineClient;
let owner: Holder;
let stranger: Holder;
let owned: NewKeyBody[];
let own: NewKeyBody;
/** Of the stranger's, by which a program manages the stranger's keys. */
let manager: NewKeyBody;
/** Of the owner's pages: of the list of keys, and of the log of notices. */
let cursors: string[];
let logCursor: string;

beforeAll(async () => {
  engine = await emptyEngine();
  [owner, stranger] = [await engine.newHolder(), await engine.newHolder()];
  owned = [];
  for (const name of ['Alpha', 'Beta', 'Gamma'])
    owned.push(await owner.createKey({ name: `Private ${name}`, expiresAt: await engine.after(8 * 86_400) }));
  own = await stranger.createKey({ name: 'Mine' });
  manager = await stranger.createKey({ name: 'Mine, for programs', access: 'write' });
  const pages = ['limit=1', 'limit=2', 'limit=1&status=active'].map((query) =>
    owner.call<KeyListBody>('GET', `/api/v1/keys?${query}`),
  );
  await stranger.createKey({ name: 'Mine, with notices', expiresAt: await engine.after(8 * 86_400) });
  await passDays(engine, 2);
  const log = await owner.call<{ nextCursor: string | null }>('GET', '/api/v1/notices/log?limit=1');
  logCursor = wanted(log, 200).nextCursor ?? '';
  cursors = (await Promise.all(pages)).map((page) => wanted(page, 200).nextCursor ?? '');
}, startMs);
afterAll(() => engine?.reset());

const half = 12;
/** Another's identifiers, and what comes of mixing them with one's own. */
const identifier = fc
  .record({
    n: fc.nat(2),
    shape: fc.constantFrom(
      'theirs',
      'their account',
      'their key',
      'swapped',
      'other case',
      'encoded',
      'with a slash',
    ),
  })
  .map(({ n, shape }) => ({ n, shape }));

function identify({ n, shape }: { n: number; shape: string }): string {
  const theirs = (owned[n] as KeyBody).accessKey;
  const mine = own.accessKey;
  const shapes: Record<string, string> = {
    theirs,
    'their account': theirs.slice(0, half) + mine.slice(half),
    'their key': mine.slice(0, half) + theirs.slice(half),
    swapped: theirs.slice(half) + theirs.slice(0, half),
    'other case': theirs.toLowerCase() === theirs ? theirs.toUpperCase() : theirs.toLowerCase(),
    encoded: [...theirs].map((char) => `%${char.charCodeAt(0).toString(16)}`).join(''),
    'with a slash': `${mine}%2f..%2f${theirs}`,
  };
  return shapes[shape] ?? '';
}

type Ask = (
  method: string,
  path: string,
  body?: object,
  headers?: Record<string, string>,
) => Promise<ApiResponse>;
/** The ways to ask for a key of the stranger's account. */
const ways: Record<string, Ask> = {
  'by signing in': (method, path, body, headers) => stranger.call(method, `/api/v1${path}`, body, headers),
  'by a managing key': (method, path, body, headers) =>
    engine.gateway({
      method,
      path: `/latchkey/v1${path}`,
      headers: { ...bearer(manager.token), ...(body && { 'content-type': 'application/json' }), ...headers },
      ...(body && { body: JSON.stringify(body) }),
    }),
  'by the operator': (method, path, body, headers = {}) =>
    callOperator(engine, { method, path: `/v1/accounts/${accountOf(own)}${path}`, body, headers }),
};

const accountOf = ({ accessKey }: KeyBody) => accessKey.slice(0, half);

const call = fc.record({
  way: fc.constantFrom(...Object.keys(ways)),
  identifier,
  how: fc.constantFrom<[string, string, object?][]>(
    ['GET', ''],
    ['GET', '/usage'],
    ['PATCH', '', { name: 'Stolen' }],
    ['PATCH', '', { expiresAt: null, description: 'x' }],
    ['PATCH', '', { expiresAt: '2001-01-01' }],
    ['POST', '/expire'],
    ['POST', '/rotations', { force: true }],
    ['POST', '/rotations/current/finish'],
    ['DELETE', '/rotations/current'],
    ['DELETE', ''],
  ),
  ifMatch: fc.constantFrom(undefined, '"1"', '*', '"7"'),
});

it('returns the same for another account’s identifiers as for identifiers that never existed', async () => {
  const before = await snapshot(owner);
  await fc.assert(
    fc.asyncProperty(call, async ({ way, identifier, how: [method, rest, body], ifMatch }) => {
      const headers: Record<string, string> = ifMatch === undefined ? {} : { 'if-match': ifMatch };
      const ask = (id: string) => (ways[way] as Ask)(method, `/keys/${id}${rest}`, body, headers);
      const foreign = await ask(identify(identifier));
      const never = await ask(own.accessKey.slice(0, half) + '0'.repeat(half));
      expect(foreign.status).toBe(404);
      expect(comparable(foreign)).toEqual(comparable(never));
    }),
    { numRuns, seed: drawSeed(), endOnFailure: true },
  );
  expect(await snapshot(owner)).toEqual(before);
  for (const key of owned) expect((await engine.whoami(bearer(key.token))).status).toBe(200);
});

it('keeps what the operator does to one account from every other one', async () => {
  const before = await snapshot(owner);
  const asked = { accountId: '', email: '', externalId: '', signIns: [''] };
  type Asked = typeof asked;
  const operate = <Body = Asked>(call: string, body?: object) => {
    const [method = '', path = ''] = call.split(' ');
    return callOperator<Body>(engine, { method, path: `/v1/accounts${path}`, body });
  };
  const provision = async (externalId: string, email: string) =>
    (await operate<{ account: Asked }>(`PUT /by-external-id/${externalId}`, { email })).body.account;
  const [first, second] = [
    await provision('user-1', 'first@example.com'),
    await provision('user-2', 'second@example.com'),
  ];
  const keysOfSecond = await operate(`GET /${second.accountId}/keys`);
  // A name that is taken stays with its account, whatever address comes with it; nor is it an id.
  for (const { email } of [second, owner]) {
    const edited = { ...first, email, updatedAt: expect.any(String) };
    expect(await provision('user-1', email)).toEqual(edited);
  }
  const found = await operate<{ items: Asked[] }>('GET ?externalId=user-2');
  expect(found.body.items).toEqual([second]);
  const ofOwner = (await operate(`GET /${accountOf(owned[0] as KeyBody)}`)).body;
  for (const call of ['GET /user-2', 'GET /user-2/keys', 'GET /user-2/export', 'DELETE /user-2'])
    expectProblem(await operate(call), 404, 'account_not_found');
  // A sign-in whose account is in use, nor its address, leads into no other one.
  const joining = await operate(`PUT /${first.accountId}/sign-ins/${ofOwner.signIns[0]}`);
  expectProblem(joining, 409, 'sign_in_in_use');
  // Of the one account neither export nor trail opens at a position in the other.
  for (const path of ['trail?limit=1', 'keys?limit=1']) {
    const { body } = await operate<KeyListBody>(`GET /${accountOf(owned[0] as KeyBody)}/${path}`);
    const cursor = encodeURIComponent(body.nextCursor ?? '');
    expect([path, cursor]).not.toEqual([path, '']);
    const opened = await operate(`GET /${first.accountId}/${path}&cursor=${cursor}`);
    expectProblem(opened, 400, 'invalid_request');
  }
  const done = { suspend: { reason: 'because' }, resume: undefined };
  for (const [act, body] of Object.entries(done))
    expect((await operate(`POST /${first.accountId}/${act}`, body)).status).toBe(200);
  expect((await operate(`DELETE /${first.accountId}`)).status).toBe(202);
  expect((await operate(`GET /${second.accountId}/keys`)).body).toEqual(keysOfSecond.body);
  expect((await operate(`GET /${ofOwner.accountId}`)).body).toEqual(ofOwner);
  expect(await snapshot(owner)).toEqual(before);
});

it('opens to the one account no page by a cursor of the other, whole or changed', async () => {
  expect(logCursor).not.toBe('');
  const mine = (await stranger.inventory()).map(({ accessKey }) => accessKey);
  const query = fc.record({
    n: fc.nat(3),
    status: fc.constantFrom('', '&status=active'),
    at: fc.nat(60),
    change: fc.constantFrom('none', 'none', 'cut', 'flip', 'join'),
  });
  await fc.assert(
    fc.asyncProperty(query, async ({ n, status, at, change }) => {
      const theirs = cursors[n] ?? logCursor;
      const isOfLog = cursors[n] === undefined;
      const flipped = theirs.slice(0, at % theirs.length) + (theirs[at % theirs.length] === 'A' ? 'B' : 'A');
      const changed: Record<string, string> = {
        none: theirs,
        cut: theirs.slice(0, at % theirs.length) || 'x',
        flip: flipped + theirs.slice((at % theirs.length) + 1),
        join: `${theirs}.${theirs}`,
      };
      const response = await stranger.call<KeyListBody & { code: string }>(
        'GET',
        `/api/v1/${isOfLog ? 'notices/log?limit=2' : `keys?limit=2${status}`}&cursor=${encodeURIComponent(changed[change] ?? '')}`,
      );
      expect([response.status, response.body.code]).toEqual([400, 'invalid_request']);
    }),
    { numRuns, seed: drawSeed(), endOnFailure: true },
  );
  expect((await stranger.inventory()).map(({ accessKey }) => accessKey)).toEqual(mine);
});

it('accepts a secret for its own key only', async () => {
  for (const key of owned) {
    const mixed = [
      `${own.accessKey}:${key.secretKey}`,
      `${key.accessKey}:${own.secretKey}`,
      `${own.accessKey.slice(0, half)}${key.accessKey.slice(half)}:${key.secretKey}`,
    ];
    for (const credential of mixed) {
      const authorization = `Basic ${Buffer.from(credential).toString('base64')}`;
      const response = await engine.whoami<{ code: string }>({ authorization });
      expect([response.status, response.body.code]).toEqual([401, 'key_invalid']);
    }
  }
});

async function snapshot(holder: Holder): Promise<unknown> {
  const paths = [
    '/api/v1/keys?limit=100',
    '/api/v1/account',
    '/api/v1/notices',
    '/api/v1/notices/log',
    '/api/v1/trail',
  ];
  // The use of keys comes a moment after each call.
  const withoutUse = (name: string, value: unknown) => (/^(use|last\w+At)$/.test(name) ? undefined : value);
  return Promise.all(
    paths.map(async (path) => JSON.stringify((await holder.call('GET', path)).body, withoutUse)),
  );
}

/** A response but for what names this one request. */
function comparable(response: ApiResponse) {
  const headers = [...response.headers].filter(
    ([name]) => !['date', 'x-amzn-requestid', 'x-amzn-trace-id'].includes(name),
  );
  return { headers, body: { ...(response.body as object), requestId: '' } };
}
