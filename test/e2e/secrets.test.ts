import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apiKey, basic, bearer, Engine, startMs } from '../support/engine.ts';
import { type Holder, type NewKeyBody, wanted } from '../support/engine-holder.ts';
import { send } from '../support/engine-http.ts';

let data: string;
let engine: Engine;
let holder: Holder;
const keys: NewKeyBody[] = [];
/** All that is left behind after a run, by where it was found. */
const left = new Map<string, string>();

// One run with everything in it that could go wrong, then the end.
beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'latchkey-data-'));
  engine = await Engine.start({ data });
  holder = await engine.signIn('discreet@example.com');
  keys.push((await holder.ensureAccount()).defaultKey);
  for (let i = 0; i < 3; i += 1) keys.push(await holder.createKey({ name: 'quiet' }));
  const [, expired, deleted] = keys;
  wanted(await holder.call('POST', `/api/v1/keys/${expired?.accessKey}/expire`), 200);
  wanted(await holder.call('DELETE', `/api/v1/keys/${deleted?.accessKey}`), 204);
  for (const key of keys) {
    for (const headers of [bearer(key.token), apiKey(key.token), basic(key.accessKey, key.secretKey)]) {
      await engine.whoami(headers);
      // Where nothing listens, so that the fault is logged.
      await engine.gateway({ method: 'POST', path: `/x?token=${key.token}`, headers, body: key.token });
      await engine.whoami({ ...headers, 'x-api-key': `${key.token}x` });
    }
    await holder.call('POST', '/api/v1/keys', { name: 7, secretKey: key.secretKey, [key.token]: key.token });
    await holder.call('GET', `/api/v1/keys/${key.token}?cursor=${key.token}`);
    await engine.management({ path: '/api/v1/keys', headers: bearer(key.token) });
  }
  await holder.call('PATCH', '/api/v1/account', { timeZone: holder.idToken });
  await send(engine.port, { method: 'POST', path: '/_local/schedules/run' });
  left.set('inbox', (await send(engine.mailPort, { path: '/store' })).text);
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

it('leaves no secret and no token behind, in what it prints, logs, mails or stores', () => {
  const [, payload, signature] = holder.idToken.split('.');
  const secrets = keys.flatMap((key) => [
    key.secretKey,
    key.token.slice(-12),
    basic(key.accessKey, key.secretKey).authorization.slice(-24),
    Buffer.from(key.secretKey).toString('base64').slice(0, 36),
  ]);
  for (const secret of [...secrets, payload ?? '', signature ?? ''])
    expect([secret, places(secret)]).toEqual([secret, []]);
});

it('looks where things are: the store holds the keys, the log what went wrong', () => {
  for (const key of keys) {
    expect(places(key.accessKey.slice(12)).length).toBeGreaterThan(0);
  }
  expect([...left.keys()]).toContain('functions.log');
  expect(left.get('functions.log')).toContain('invalid_request');
});
