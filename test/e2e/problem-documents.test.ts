import { basic, bearer, type EngineClient, sharedEngine, startMs } from '../support/engine-client.ts';
import type { Holder, NewKeyBody } from '../support/engine-holder.ts';
import type { ApiResponse } from '../support/engine-http.ts';
import { expectProblem } from '../support/engine-problems.ts';

let engine: EngineClient;
let holder: Holder;
let key: NewKeyBody;
let expired: NewKeyBody;

beforeAll(async () => {
  engine = await sharedEngine();
  holder = await engine.newHolder();
  [key, expired] = [await holder.createKey(), await holder.createKey()];
  await holder.call('POST', `/api/v1/keys/${expired.accessKey}/expire`);
}, startMs);

const path = () => `/api/v1/keys/${key.accessKey}`;
const large = 'x'.repeat(11_000_000);

/** Each refusal that can be had by asking, of the functions and of the gateways themselves. */
const refusals: Record<string, [number, () => Promise<ApiResponse>]> = {
  unauthenticated: [401, () => engine.management({ path: '/api/v1/keys' })],
  account_not_found: [404, async () => (await engine.newPerson()).call('GET', '/api/v1/account')],
  key_not_found: [404, () => holder.call('GET', '/api/v1/keys/x')],
  invalid_request: [400, () => holder.call('POST', '/api/v1/keys', {})],
  expires_in_past: [400, () => holder.call('PATCH', path(), { expiresAt: '2001-01-01' })],
  key_changed: [412, () => holder.call('PATCH', path(), { name: 'x' }, { 'if-match': '"999"' })],
  payload_too_large: [413, () => holder.call('POST', '/api/v1/keys', large)],
  unsupported_media_type: [415, () => holder.send({ method: 'POST', path: '/api/v1/keys', body: 'x' })],
  not_found: [404, () => holder.call('GET', '/api/v1/nothing')],
  credentials_missing: [401, () => engine.whoami([])],
  credentials_malformed: [401, () => engine.whoami(bearer('x'))],
  key_invalid: [401, () => engine.whoami(basic(key.accessKey, expired.secretKey))],
  key_expired: [401, () => engine.whoami(bearer(expired.token))],
  bad_gateway: [502, () => engine.gateway({ path: '/x', headers: bearer(key.token) })],
};

it.each(Object.keys(refusals))(
  'reports %s by a problem document that differs between calls only in its requestId',
  async (code) => {
    const [status, ask] = refusals[code] ?? [0, () => Promise.reject(new Error(code))];
    const [first, second] = [await ask(), await ask()];
    const [one, two] = [expectProblem(first, status, code), expectProblem(second, status, code)];
    expect(one.requestId).not.toBe(two.requestId);
    expect({ ...one, requestId: '' }).toEqual({ ...two, requestId: '' });
    // A stable name for the kind of problem, and texts for people.
    expect(URL.canParse(one.type)).toBe(true);
    expect(one.type).toContain(code);
    expect(one.title.length).toBeGreaterThan(10);
    expect(one.detail.length).toBeGreaterThan(10);
    expect(first.headers.get('cache-control')).toBe('no-store');
  },
);

it('contains the request ID of the response, for searching the log', async () => {
  for (const code of ['unauthenticated', 'invalid_request', 'credentials_missing', 'not_found']) {
    const [, ask] = refusals[code] ?? [0, () => Promise.reject(new Error(code))];
    const response = await ask();
    expect(response.headers.get('x-amzn-requestid')).toBe((response.body as { requestId: string }).requestId);
  }
});

it('is the same whatever the Accept header says', async () => {
  for (const accept of [
    'text/html',
    'application/xml',
    'image/png',
    '*/*',
    'application/json;q=0',
    '',
    'garbage',
  ]) {
    const responses = [
      await holder.call('GET', '/api/v1/keys/x', undefined, { accept }),
      await engine.management({ path: '/api/v1/keys', headers: { accept } }),
      await engine.whoami({ accept }),
      await engine.gateway({ path: '/x', headers: { accept, ...bearer(key.token) } }),
    ];
    expect(responses.map((response) => (response.body as { code?: string } | undefined)?.code)).toEqual([
      'key_not_found',
      'unauthenticated',
      'credentials_missing',
      'bad_gateway',
    ]);
    for (const response of responses)
      expect(response.headers.get('content-type')).toBe('application/problem+json');
  }
});
