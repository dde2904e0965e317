import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../support/engine.ts';
import { apiKey, basic, bearer, startMs } from '../support/engine-client.ts';
import { type Holder, type NewKeyBody, wanted } from '../support/engine-holder.ts';
import { type ApiResponse, send } from '../support/engine-http.ts';
import { mailsTo } from '../support/engine-mails.ts';
import { callOperator, type OperatorCall } from '../support/operator.ts';

let data: string;
let engine: Engine;
let holder: Holder;
const keys: NewKeyBody[] = [];
const idempotencyKey = 'an Idempotency-Key to look for';
/** Of the link in the request to confirm a further address. */
let confirmation = '';
/** All that is left behind after a run, by where it was found. */
const left = new Map<string, string>();

/** Notes a response for the search; the answers that create keys are the only ones that are left out. */
function keep(response: ApiResponse): void {
  responses.push([...response.headers].map(([name, value]) => `${name}: ${value}`).join('\n'), response.text);
}
const responses: string[] = [];

// One run with everything in it that could go wrong, then the end.
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'latchkey-data-'));
  engine = await Engine.start({ data });
  holder = await engine.signIn('discreet@example.com');
  const call = async (...parts: Parameters<Holder['call']>) => keep(await holder.call(...parts));
  keys.push((await holder.ensureAccount()).defaultKey);
  for (let i = 0; i < 3; i += 1) {
    keys.push(await holder.createKey({ name: 'quiet', expiresAt: await engine.after((8 + i) * 86_400) }));
  }
  const [, expired, deleted] = keys;
  wanted(await holder.call('POST', `/api/v1/keys/${expired?.accessKey}/expire`), 200);
  wanted(await holder.call('DELETE', `/api/v1/keys/${deleted?.accessKey}`), 204);
  for (const body of [{ name: 'quiet' }, { name: 'quiet' }, { name: 'loud' }, { name: 7 }]) {
    const headers = { 'idempotency-key': idempotencyKey };
    const response = await holder.call<NewKeyBody>('POST', '/api/v1/keys', body, headers);
    if (response.status === 201) keys[4] = response.body;
    else keep(response);
  }
  for (const key of keys) {
    for (const headers of [bearer(key.token), apiKey(key.token), basic(key.accessKey, key.secretKey)]) {
      keep(await engine.whoami(headers));
      // Where nothing listens, so that the fault is logged.
      keep(await engine.gateway({ method: 'POST', path: `/x?token=${key.token}`, headers, body: key.token }));
      keep(await engine.whoami({ ...headers, 'x-api-key': `${key.token}x` }));
    }
    // What goes wrong because of a secret in the wrong place must not repeat it.
    await call('POST', '/api/v1/keys', { name: 7, secretKey: key.secretKey, description: [key.token] });
    // Its response names the unknown field to who has sent it; nothing else may.
    await holder.call('POST', '/api/v1/keys', { [key.token]: key.token });
    await call('PATCH', `/api/v1/keys/${key.accessKey}`, { expiresAt: key.token });
    await call('GET', `/api/v1/keys/${key.token}?cursor=${key.token}`);
    await call('GET', `/api/v1/keys?cursor=${key.token}`);
    await call('GET', `/api/v1/keys/${key.accessKey}`);
    keep(await engine.management({ path: '/api/v1/keys', headers: bearer(key.token) }));
  }
  await byKey();
  await byOperator();
  await call('PATCH', '/api/v1/account', { timeZone: holder.idToken });
  await call('PUT', '/api/v1/account');
  await call('PATCH', '/api/v1/account', { noticeEmails: ['second@example.com'] });
  await engine.advance(9 * 86_400);
  keep(await send(engine.port, { method: 'POST', path: '/_local/schedules/run' }));
  const [request] = await mailsTo(engine, 'second@example.com');
  confirmation = /confirmation\?token=([\w.-]+)/.exec(request?.body.text ?? '')?.[1] ?? '';
  const link = `/api/v1/notice-emails/confirmation?token=${confirmation}`;
  for (const method of ['GET', 'POST', 'DELETE']) keep(await engine.management({ method, path: link }));
  keep(await engine.management({ method: 'POST', path: `${link}x` }));
  for (const path of ['/keys', '/notices', '/notices/log', '/account']) await call('GET', `/api/v1${path}`);
  left.set('trail', (await holder.call('GET', '/api/v1/trail?limit=100')).text);
  for (const name of ['trail', 'export']) {
    const path = `/v1/accounts/${accountId()}/${name}?limit=100`;
    left.set(`operator's ${name}`, wantedText(await callOperator(engine, { path })));
  }
  keep(await send(engine.port, { path: '/' }));
  left.set('inbox', (await send(engine.mailPort, { path: '/store' })).text);
  left.set('answers', responses.join('\n'));
  await engine.end('SIGTERM');
  left.set('output', engine.output);
  for (const file of await readdir(data, { recursive: true, withFileTypes: true })) {
    if (file.isFile()) left.set(file.name, await readFile(join(file.parentPath, file.name), 'latin1'));
  }
}, startMs);
afterAll(async () => {
  await engine?.stop();
  await rm(data, { recursive: true, force: true });
});

const accountId = () => keys[0]?.accessKey.slice(0, 12);

function wantedText(response: ApiResponse): string {
  wanted(response, 200);
  return response.text;
}

/** Notes a key that the answer to its creation shows, or one with the new secret of its rotation. */
function note(response: ApiResponse<NewKeyBody>, accessKey?: string): NewKeyBody {
  const key = { ...wanted(response, 201), ...(accessKey !== undefined && { accessKey }) };
  keys.push(key);
  return key;
}

/** A program manages keys by a key, and sends its secrets where they don't belong. */
async function byKey(): Promise<void> {
  const manager = await holder.createKey({ name: 'quiet manager', access: 'write' });
  keys.push(manager);
  const call = (method: string, path: string, body: unknown) =>
    engine.gateway<NewKeyBody>({
      method,
      path: `/latchkey/v1/keys${path}`,
      headers: {
        ...bearer(manager.token),
        'content-type': 'application/json',
        'idempotency-key': `${idempotencyKey} of ${path}`,
      },
      body: JSON.stringify(body),
    });
  const { accessKey, token } = note(await call('POST', '', { name: 'quiet' }));
  note(await call('POST', `/${accessKey}/rotations`, { overlapSeconds: 60 }), accessKey);
  keep(await call('POST', '', { name: 7, secretKey: manager.secretKey, description: [token] }));
  keep(await call('PATCH', `/${accessKey}`, { expiresAt: token }));
  keep(await call('POST', `/${accessKey}/rotations`, { overlapSeconds: token }));
  keep(await call('POST', `/${manager.accessKey}/expire`, {}));
}

/** The operator manages keys, and reports one as leaked. */
async function byOperator(): Promise<void> {
  const call = (what: OperatorCall) => callOperator<NewKeyBody>(engine, { method: 'POST', ...what });
  const path = `/v1/accounts/${accountId()}/keys`;
  const headers = { 'idempotency-key': `${idempotencyKey} of the operator` };
  const { accessKey, secretKey, token } = note(await call({ path, headers, body: { name: 'quiet' } }));
  note(await call({ path: `${path}/${accessKey}/rotations`, headers }), accessKey);
  keep(await call({ path, body: { name: 7, secretKey, description: [token] } }));
  keep(await call({ method: 'GET', path: `${path}/${token}` }));
  keep(await call({ method: 'GET', path: `/v1/accounts/${token}/trail?cursor=${token}` }));
  keep(await call({ method: 'GET', path: `/v1/accounts?externalId=${token}&cursor=${token}` }));
  const leaked = await holder.createKey({ name: 'quiet no more' });
  keys.push(leaked);
  const report = (...tokens: object[]) => call({ path: '/v1/leaked-tokens', body: { tokens } });
  const url = `https://paste.example/raw?found=${leaked.token}&next=${token}#${leaked.secretKey}`;
  // The second has a wrong checksum, so it is none; the third only one of the two secrets that work.
  const reported = await report({ token: leaked.token, url }, { token: `${token}0`, url }, { token, url });
  expect(reported.body).toEqual({
    results: [{ outcome: 'expired' }, { outcome: 'not_a_token' }, { outcome: 'secret_ended' }],
  });
  keep(reported);
  keep(await report({ token: leaked.token, url: leaked.token }, { token: 7, url: `http://x/${token}` }));
  keep(await call({ path: '/v1/leaked-tokens', body: { tokens: leaked.token } }));
  keep(await engine.whoami(bearer(leaked.token)));
}

const places = (text: string) =>
  [...left].filter(([, content]) => content.includes(text)).map(([name]) => name);

it('leaves no secret and no token in output, logs, mails, the table, the trail, the export or responses', () => {
  const [, payload, signature] = holder.idToken.split('.');
  const secrets = keys.flatMap((key) => [
    key.secretKey,
    key.token.slice(-12),
    basic(key.accessKey, key.secretKey).authorization.slice(-24),
    Buffer.from(key.secretKey).toString('base64').slice(0, 36),
  ]);
  const found = [...secrets, payload ?? '', signature ?? '', idempotencyKey].map((secret) => [
    secret,
    ...places(secret),
  ]);
  expect(found.filter(([, ...where]) => where.length > 0)).toEqual([]);
});

it('has the token of a confirmation link in the mail that carries it, and nowhere else', () => {
  expect(confirmation).not.toBe('');
  expect(places(confirmation)).toEqual(['inbox']);
  expect(places(confirmation.split('.')[1] ?? '')).toEqual(['inbox']);
});

it('looks where things are: the store holds the keys, the log what went wrong, the inbox the mails', () => {
  const told = ['trail', "operator's trail", "operator's export"];
  const apartFromStore = ['inbox', 'answers', 'output', 'functions.log', ...told];
  // All but the deleted one are written out in the store's own files.
  for (const key of keys.filter((_, at) => at !== 2)) {
    const inStore = places(key.accessKey.slice(12)).filter((place) => !apartFromStore.includes(place));
    expect(inStore.length).toBeGreaterThan(0);
  }
  expect([...left.keys()]).toContain('functions.log');
  expect(left.get('functions.log')).toContain('invalid_request');
  expect(left.get('inbox')).toContain('quiet');
  expect(left.get('inbox')).toContain('paste.example');
  // Every key that a program, the operator or a leak had to do with.
  for (const { accessKey } of keys.slice(5))
    expect([accessKey, places(accessKey)]).toEqual([accessKey, expect.arrayContaining(told)]);
  for (const code of [
    'key_expired',
    'key_invalid',
    'key_leaked',
    'access_not_allowed',
    'credentials_malformed',
    'invalid_request',
    'unauthenticated',
  ])
    expect(left.get('answers')).toContain(code);
});
