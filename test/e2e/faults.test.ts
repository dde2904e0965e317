import { Engine } from '../support/engine.ts';
import { basic, bearer, startMs } from '../support/engine-client.ts';
import type { ApiResponse } from '../support/engine-http.ts';
import { expectProblem } from '../support/engine-problems.ts';

// An engine without a table, whose stages let hardly any call through once so many have come at once.
const burst = 60;
let engine: Engine;

beforeAll(async () => {
  engine = await Engine.start({
    rewrite: (template) =>
      template
        .replaceAll(/"TABLE_NAME": \{[^{}]*\}/g, '"TABLE_NAME": "no-such-table"')
        .replaceAll(/"ThrottlingBurstLimit": \d+/g, `"ThrottlingBurstLimit": ${burst}`)
        .replaceAll(/"ThrottlingRateLimit": \d+/g, '"ThrottlingRateLimit": 1'),
  });
}, startMs);
afterAll(() => engine?.stop());

it('lets nobody in when the table fails, and reveals no internals', async () => {
  const credentials = basic('0'.repeat(24), '0'.repeat(30));
  for (const path of ['/v1/whoami', '/orders']) {
    expectProblem(await engine.gateway({ path, headers: credentials }), 500, 'authorizer_unavailable');
  }
  // What needs no store is told all the same.
  expectProblem(await engine.whoami([]), 401, 'credentials_missing');
  expectProblem(await engine.whoami(bearer('typo')), 401, 'credentials_malformed');

  const holder = await engine.newPerson();
  const calls = [
    ['PUT', '/api/v1/account'],
    ['GET', '/api/v1/account'],
    ['POST', '/api/v1/keys', { name: 'x' }],
    ['GET', '/api/v1/keys'],
    ['GET', '/api/v1/notices'],
    ['DELETE', `/api/v1/keys/${'0'.repeat(24)}`],
  ] as const;
  for (const [method, path, body] of calls) {
    const response = await holder.call(method, path, body);
    expect([500, 503]).toContain(response.status);
    expectProblem(response, response.status, response.status === 500 ? 'internal_error' : 'unavailable');
  }
});

it('throttles callers that send too much, with its own code, on both APIs', async () => {
  const { management, whoami } = { management: '/api/v1/openapi.json', whoami: '/v1/whoami' };
  const asked: [string, () => Promise<ApiResponse>][] = [
    [management, () => engine.management({ path: management })],
    [whoami, () => engine.gateway({ path: whoami })],
  ];
  for (const [path, ask] of asked) {
    const responses = await Promise.all(Array.from({ length: 3 * burst }, ask));
    const refused = responses.filter((response) => response.status === 429);
    expect([path, refused.length > 0, refused.length < responses.length]).toEqual([path, true, true]);
    for (const response of refused) expectProblem(response, 429, 'rate_limited');
  }
});
