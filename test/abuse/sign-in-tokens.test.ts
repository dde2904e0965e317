import { createHmac, createPrivateKey, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Engine } from '../support/engine.ts';
import { sharedEngine, startMs } from '../support/engine-client.ts';
import type { Holder } from '../support/engine-holder.ts';
import { expectProblem } from '../support/engine-problems.ts';

type Part = Record<string, unknown>;

let data: string;
let engine: Engine;
let holder: Holder;
/** The key by which the engine itself signs: what is refused below is refused for what it says, not for its signature. */
let engineKey: KeyObject;
let header: Part;
let claims: Part;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), 'latchkey-tokens-'));
  engine = await Engine.start({ data });
  holder = await engine.newHolder();
  const jwk = JSON.parse(await readFile(join(data, 'signing-key.json'), 'utf8'));
  engineKey = createPrivateKey({ key: jwk, format: 'jwk' });
  [header, claims] = holder.idToken.split('.').slice(0, 2).map(read) as [Part, Part];
}, startMs);
afterAll(async () => {
  await engine?.stop();
  await rm(data, { recursive: true, force: true });
});

const read = (part: string): Part => JSON.parse(Buffer.from(part, 'base64url').toString());
const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString('base64url');
const nowSeconds = () => Math.floor(Date.now() / 1000);

/** The holder's token with other claims and header; undefined takes a member away. */
function token(changes: Part, headerChanges: Part = {}, key: KeyObject = engineKey): string {
  const body = `${encode({ ...header, ...headerChanges })}.${encode({ ...claims, ...changes })}`;
  return `${body}.${sign('sha256', Buffer.from(body), key).toString('base64url')}`;
}

const answerTo = (idToken: string) =>
  engine.management({ path: '/api/v1/account', headers: { authorization: `Bearer ${idToken}` } });

it('takes what is signed as the engine signs, so that the refusals below are for what they change', async () => {
  for (const good of [holder.idToken, token({}), token({ iat: nowSeconds() - 60, nbf: nowSeconds() - 60 })])
    expect((await answerTo(good)).status).toBe(200);
});

const refused: [string, () => string][] = [
  ['of another issuer', () => token({ iss: 'http://localhost:1/_local/oidc' })],
  ['of an issuer that only begins alike', () => token({ iss: `${claims.iss}/` })],
  ['of no issuer', () => token({ iss: undefined })],
  ['for another client', () => token({ aud: 'another-client' })],
  ['for no client', () => token({ aud: undefined })],
  ['that has ended', () => token({ iat: nowSeconds() - 7200, exp: nowSeconds() - 3600 })],
  ['that has just ended', () => token({ exp: nowSeconds() })],
  ['that never ends', () => token({ exp: undefined })],
  ['whose end is no number', () => token({ exp: 'never' })],
  ['that is not valid yet', () => token({ nbf: nowSeconds() + 3600 })],
  ['of nobody', () => token({ sub: undefined })],
  [
    'for access instead of identity',
    () => token({ token_use: 'access', aud: undefined, client_id: claims.aud }),
  ],
  ['for access, with the audience of one for identity', () => token({ token_use: 'access' })],
  ['of no stated use', () => token({ token_use: undefined })],
  ['signed by nobody', () => `${encode({ ...header, alg: 'none' })}.${encode(claims)}.`],
  ['that says none and is signed', () => token({}, { alg: 'none' })],
  ['of an algorithm that is written otherwise', () => token({}, { alg: 'rs256' })],
  [
    'of the key of another pool',
    () => token({}, {}, generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey),
  ],
  ['with a critical extension that nobody knows', () => token({}, { crit: ['x'], x: 1 })],
  [
    'signed with the public key as a secret',
    () => {
      const { n = '' } = engineKey.export({ format: 'jwk' });
      const body = `${encode({ ...header, alg: 'HS256' })}.${encode(claims)}`;
      return `${body}.${createHmac('sha256', n).update(body).digest('base64url')}`;
    },
  ],
];
it.each(refused)('refuses a token %s', async (_, forge) => {
  expectProblem(await answerTo(forge()), 401, 'unauthenticated');
});

it('refuses the sign-in of another engine', async () => {
  const stranger = await (await sharedEngine()).newHolder();
  expectProblem(await answerTo(stranger.idToken), 401, 'unauthenticated');
});

it('makes no account for a token without an address, and says what is missing', async () => {
  const response = await engine.management<{ code: string; detail: string }>({
    method: 'PUT',
    path: '/api/v1/account',
    headers: { authorization: `Bearer ${token({ sub: 'nobody-yet', email: undefined })}` },
  });
  expect([response.status, response.body.code]).toEqual([401, 'unauthenticated']);
  expect(response.body.detail).toContain('email');
});
