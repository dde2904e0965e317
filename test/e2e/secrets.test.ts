import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../support/engine.ts';
import { apiKey, basic, bearer, startMs } from '../support/engine-client.ts';
import { type Holder, type NewKeyBody, wanted } from '../support/engine-holder.ts';
import { type ApiResponse, send } from '../support/engine-http.ts';
import { mailsTo } from '../support/engine-mails.ts';

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
  for (const path of ['/keys', '/notices', '/notices/log', '/trail', '/account'])
    await call('GET', `/api/v1${path}`);
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

const places = (text: string) =>
  [...left].filter(([, content]) => content.includes(text)).map(([name]) => name);

it('leaves no secret and no token in output, logs, mails, the table or responses', () => {
  const [, payload, signature] = holder.idToken.split('.');
  const secrets = keys.flatMap((key) => [
    key.secretKey,
    key.token.slice(-12),
    basic(key.accessKey, key.secretKey).authorization.slice(-24),
    Buffer.from(key.secretKey).toString('base64').slice(0, 36),
  ]);
  for (const secret of [...secrets, payload ?? '', signature ?? '', idempotencyKey])
    expect([secret, places(secret)]).toEqual([secret, []]);
});

it('has the token of a confirmation link in the mail that carries it, and nowhere else', () => {
  expect(confirmation).not.toBe('');
  expect(places(confirmation)).toEqual(['inbox']);
  expect(places(confirmation.split('.')[1] ?? '')).toEqual(['inbox']);
});

it('looks where things are: the store holds the keys, the log what went wrong, the inbox the mails', () => {
  const apartFromStore = ['inbox', 'answers', 'output', 'functions.log'];
  // All but the deleted one are written out in the store's own files.
  for (const key of keys.filter((_, at) => at !== 2)) {
    const inStore = places(key.accessKey.slice(12)).filter((place) => !apartFromStore.includes(place));
    expect(inStore.length).toBeGreaterThan(0);
  }
  expect([...left.keys()]).toContain('functions.log');
  expect(left.get('functions.log')).toContain('invalid_request');
  expect(left.get('inbox')).toContain('quiet');
  for (const code of [
    'key_expired',
    'key_invalid',
    'credentials_malformed',
    'invalid_request',
    'unauthenticated',
  ])
    expect(left.get('answers')).toContain(code);
});
