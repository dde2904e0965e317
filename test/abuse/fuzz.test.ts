import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Engine } from '../support/engine.ts';
import { root } from '../support/engine-assembly.ts';
import { bearer, startMs } from '../support/engine-client.ts';
import type { Holder, KeyBody, NewKeyBody, ProblemBody } from '../support/engine-holder.ts';
import { type ApiResponse, sendRaw } from '../support/engine-http.ts';
import { callOperator } from '../support/operator.ts';
import { drawSeed, SeededRandom } from '../support/seeded-random.ts';
import { sizedBy } from '../support/sizes.ts';
import { Upstream } from '../support/upstream.ts';
import { type Existing, type FuzzedCall, openapi } from './openapi-requests.ts';
import { rawRequest } from './raw-requests.ts';

/** Requests for each of the three kinds of fuzz. */
const requests = sizedBy('LATCHKEY_TEST_REQUESTS', { usual: 150, large: 800 });
const seed = drawSeed();

jest.setTimeout(60_000 + requests * 500);

const insides =
  /\n\s+at |node_modules|\.ts:\d|DynamoDB|ConditionalCheck|ValidationException|ECONN|\[object Object|TypeError|SyntaxError/;

const readText = (path: string) => readFileSync(join(root, path), 'utf8');
const described = (api: string) => JSON.parse(readText(`lambdas/contract/${api}-openapi.json`));
const documented = readText('docs/errors.md');

let upstream: Upstream;
let engine: Engine;
let attacker: Holder;
let victim: Holder;
let victims: KeyBody[];
let attackersKey: NewKeyBody;
let secrets: string[];
let attackersAccount: string;

beforeAll(async () => {
  upstream = await Upstream.start();
  engine = await Engine.start({ upstreamUrl: upstream.url });
  [attacker, victim] = [await engine.newPerson(), await engine.newPerson()];
  const attackers = await attacker.ensureAccount();
  attackersKey = attackers.defaultKey;
  attackersAccount = attackers.account.accountId;
  const { account, defaultKey } = await victim.ensureAccount();
  const key = await victim.createKey({ name: 'Victim’s private key', description: 'victim-plans' });
  victims = await victim.inventory();
  secrets = [account.accountId, victim.email, 'victim-plans', key.secretKey, defaultKey.secretKey];
}, startMs);
afterAll(async () => {
  await engine?.stop();
  await upstream?.stop();
});
// Whatever came: the engine serves, and the other account is as it was.
afterEach(async () => {
  expect(engine.exitCode).toBeNull();
  expect((await engine.management({ path: '/_local/health' })).status).toBe(200);
  expect(await victim.inventory()).toEqual(victims);
  expect((await engine.whoami(bearer(attackersKey.token))).status).toBe(200);
});

/** No fault of ours, nothing of the inside, nothing of another's. @param sent what the attacker has said himself */
function expectHarmless(response: Pick<ApiResponse, 'status' | 'text'>, sent: string): void {
  const shortened = sent.replaceAll(/Bearer ey[\w.-]+/g, 'Bearer …').slice(0, 3_000);
  const printed = engine.output.slice(-2_000);
  const told = `seed ${seed}: ${shortened}\n→ ${response.status} ${response.text.slice(0, 300)}\nThe engine: ${printed}`;
  if (response.status >= 500 || insides.test(response.text)) throw new Error(told);
  const leaked = secrets.filter((secret) => response.text.includes(secret) && !sent.includes(secret));
  if (leaked.length > 0) throw new Error(told);
}

/** Requests made of an API's OpenAPI document. @param existing for the parameters of its paths */
async function fuzz(
  document: unknown,
  existing: Existing,
  { count = requests, ...by }: { count?: number; ask: (call: FuzzedCall) => Promise<ApiResponse> },
): Promise<void> {
  const random = new SeededRandom(seed);
  const tally: Record<string, number> = {};
  const operations = openapi(document);
  for (let n = 0; n < count; n += 1) {
    const operation = random.pick(operations);
    const call = operation.request(random, existing);
    const response = await unhurried(() => by.ask(call));
    tally[response.status] = (tally[response.status] ?? 0) + 1;
    const sent = JSON.stringify(call);
    expectHarmless(response, sent);
    // What the document does not promise is not answered, but for what the gateway itself refuses.
    const isKnown =
      operation.statuses.has(String(response.status)) || [400, 403, 404, 413, 415].includes(response.status);
    if (!isKnown || !isDocumented(response, call))
      throw new Error(`seed ${seed}: ${sent} → ${response.status} ${response.text}`);
  }
  console.log(`seed ${seed}:`, tally);
}

/** Whether a refusal is a problem document with a code of docs/errors.md: all but those that are pages, or have no body. */
function isDocumented({ status, headers, body }: ApiResponse, { method }: FuzzedCall): boolean {
  const type = headers.get('content-type') ?? '';
  if (status < 400 || type.startsWith('text/html') || method === 'HEAD') return true;
  const code = (body as Partial<ProblemBody> | undefined)?.code ?? '';
  return type.startsWith('application/problem+json') && documented.includes(`\`${code}\` | ${status} |`);
}

/** A response that is not for the number of calls: the stage lets so many through in a second; what it turns away has not been looked at. */
async function unhurried(ask: () => Promise<ApiResponse>): Promise<ApiResponse> {
  let response = await ask();
  while (response.status === 429 && Number(response.headers.get('retry-after')) < 60) {
    await wait(100);
    response = await ask();
  }
  return response;
}

it('returns no 5xx for any request made from the OpenAPI document', async () => {
  const document = (await engine.management({ path: '/api/v1/openapi.json' })).body;
  // One of his own to play with; he may delete it.
  const { accessKey } = await attacker.createKey({ name: 'spare' });
  const ofVictim = victims.map(({ accessKey }) => accessKey);
  await fuzz(document, { accessKey: [accessKey, ...ofVictim] }, { ask: (call) => attacker.send(call) });
});

it('returns none for any request made from that of the calls by a key', async () => {
  const { token } = await attacker.createKey({ name: 'manager', access: 'write' });
  const { accessKey } = await attacker.createKey({ name: 'spare' });
  const ofVictim = victims.map(({ accessKey }) => accessKey);
  await fuzz(
    described('machine'),
    { accessKey: [accessKey, ...ofVictim] },
    {
      count: Math.ceil(requests / 2),
      ask: (call) => engine.gateway({ ...call, headers: { ...bearer(token), ...call.headers } }),
    },
  );
});

it('returns none for any signed request made from that of the operator API', async () => {
  const externalId = Array.from({ length: 4 }, (_, n) => `user-${n}`);
  const accountId: string[] = [];
  const accessKey = victims.map(({ accessKey }) => accessKey);
  // The operator may delete accounts, so there are some to delete.
  for (const name of externalId) {
    const { body } = await callOperator<{ defaultKey: KeyBody }>(engine, {
      method: 'PUT',
      path: `/v1/accounts/by-external-id/${name}`,
      body: { email: `${name}@example.com` },
    });
    accountId.push(body.defaultKey.accessKey.slice(0, 12));
    accessKey.push(body.defaultKey.accessKey);
  }
  await fuzz(
    described('operator'),
    { accountId, externalId, accessKey, sub: ['nobody'] },
    {
      count: Math.ceil(requests / 2),
      ask: ({ body: text, ...call }) => callOperator(engine, { ...call, text }),
    },
  );
});

it('lets nobody through the gateway by a credential that is only nearly one', async () => {
  const random = new SeededRandom(seed + 1);
  const { accessKey, secretKey, token } = attackersKey;
  const good = [token, `${accessKey}:${secretKey}`, `Bearer ${token}`, accessKey, secretKey];
  const isRight = (value: string) =>
    /^bearer +/i.test(value) && value.replace(/^bearer +/i, '').trim() === token;
  for (let n = 0; n < requests; n += 1) {
    const name = random.pick(['authorization', 'Authorization', 'x-api-key', 'X-API-KEY', 'cookie']);
    const text = mutate(random, random.pick(good));
    const scheme = random.pick(['Bearer ', 'bearer  ', 'Basic ', 'Digest ', '', 'Bearer,', 'Basic']);
    const value =
      scheme === 'Basic ' && random.chance(0.8)
        ? `Basic ${Buffer.from(text).toString('base64')}`
        : scheme + text;
    const sent = value.replace(/[^\t\x20-\x7e\x80-\xff]/g, '?');
    const response = await unhurried(() => engine.whoami<unknown>({ [name]: sent }));
    expectHarmless(response, `${name}: ${value}`);
    const text2 = value.trim();
    const isIn =
      isRight(text2) || (/x-api-key/i.test(name) && text2 === token) || text === `${accessKey}:${secretKey}`;
    if (!isIn && response.status !== 401)
      throw new Error(`seed ${seed}: ${name}: ${value} → ${response.status}`);
  }
});

it('survives raw bytes on both APIs, and returns no 5xx for any of them', async () => {
  const random = new SeededRandom(seed + 2);
  const tally: Record<string, number> = {};
  const attack = async () => {
    const isGateway = random.chance(0.5);
    const authorization = `Bearer ${isGateway ? attackersKey.token : attacker.idToken}`;
    const bytes = rawRequest(random, { isGateway, authorization, accessKey: victims[0]?.accessKey ?? '' });
    // Whoever has answered part of what was sent, or waits for more, is hung up on; what has come counts.
    const text = await sendRaw(isGateway ? engine.gatewayPort : engine.port, bytes, 1_000);
    for (const [, status] of text.matchAll(/^HTTP\/1\.[01] (\d{3})/gm)) {
      tally[status ?? ''] = (tally[status ?? ''] ?? 0) + 1;
      expectHarmless({ status: Number(status), text }, bytes.toString('latin1'));
    }
    if (text === '') tally.nothing = (tally.nothing ?? 0) + 1;
  };
  // Some at once, because most of the time goes into waiting for a connection that stays open.
  for (let sent = 0; sent < requests; sent += 16) {
    await Promise.all(Array.from({ length: Math.min(16, requests - sent) }, attack));
  }
  console.log(`seed ${seed}:`, tally, `${upstream.received.length} at the upstream`);
  // Requests without an end, for which the other end waits, are one in ten.
  expect(tally.nothing ?? 0).toBeLessThan(requests / 5);
  expect(tally['200']).toBeGreaterThan(0);
});

it('lets nothing through to the API behind the gateway but in the name of the key, and without its secret', () => {
  expect(upstream.received.length).toBeGreaterThan(0);
  for (const { target, headers } of upstream.received) {
    const values = (name: string) => headers.filter(([key]) => key === name).map(([, value]) => value);
    expect([target, values('x-latchkey-account-id')]).toEqual([target, [attackersAccount]]);
    expect([target, values('x-latchkey-access-key')]).toEqual([target, [attackersKey.accessKey]]);
    expect(JSON.stringify(headers)).not.toContain(attackersKey.secretKey);
  }
});

function mutate(random: SeededRandom, text: string): string {
  const at = random.integer(text.length);
  const odd = random.pick([
    '\u0000',
    ' ',
    '%00',
    'é',
    '_',
    ':',
    ',',
    '0',
    'O',
    '\t',
    '=',
    '/',
    'x'.repeat(3_000),
  ]);
  return random.pick([
    text.slice(0, at),
    text.slice(0, at) + odd + text.slice(at),
    text.slice(0, at) + odd + text.slice(at + 1),
    text.slice(at) + text.slice(0, at),
    text.toUpperCase(),
    text + text,
    `${text}, ${text}`,
    odd + text,
  ]);
}
