import { Engine } from '../support/engine.ts';
import { bearer, sharedEngine, startMs } from '../support/engine-client.ts';
import { expectProblem } from '../support/engine-problems.ts';

let engine: Engine | undefined;

afterEach(() => engine?.stop());

it(
  'returns 502 while the upstream does not listen, and still serves whoami',
  async () => {
    const running = await sharedEngine();
    const key = await (await running.newHolder()).createKey();
    for (const path of ['/', '/orders?a=b']) {
      expectProblem(await running.gateway({ path, headers: bearer(key.token) }), 502, 'bad_gateway');
    }
    expectProblem(await running.gateway({ path: '/orders' }), 401, 'credentials_missing');
    expect((await running.whoami(bearer(key.token))).status).toBe(200);
  },
  startMs,
);

it(
  'returns 404 at every path but whoami without an upstream',
  async () => {
    engine = await Engine.start({ upstreamUrl: null });
    const key = await (await engine.newHolder()).createKey();
    for (const path of ['/', '/orders', '/v1', '/v1/whoami/more']) {
      expectProblem(await engine.gateway({ path, headers: bearer(key.token) }), 404, 'not_found');
    }
    expectProblem(
      await engine.gateway({ method: 'POST', path: '/v1/whoami', headers: bearer(key.token) }),
      404,
      'not_found',
    );
    expect((await engine.whoami(bearer(key.token))).status).toBe(200);
  },
  startMs,
);
