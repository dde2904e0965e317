import { setTimeout as wait } from 'node:timers/promises';
import { type CheckGroup, codeOf, describe, expectAll, expectResponse, field, Surprise } from '../check.ts';
import type { HttpResponse } from '../http-call.ts';
import { basic, bearer, type Walk } from '../walk.ts';
import { alter, expectCaller } from './credentials.ts';
import { edit, findKey, instant } from './keys.ts';

/** How long before its expiry the key is created: longer than two calls of a function that starts cold. */
const leadSeconds = 4;
/** How far the clocks of authorizer and API Gateway may be apart. */
const toleranceMs = 150;

/** The end of a key, its restoration, and its deletion. */
export const expiryChecks: CheckGroup = {
  title: 'Expiry, restoration, deletion',
  checks: [
    {
      id: 'expires-on-the-second',
      title: 'A key around the second of its expiration date',
      expected: 'let in before it, refused from it on',
      run: async (walk) => {
        const expiresAtMs = (Math.ceil(walk.clock.now() / 1000) + leadSeconds) * 1000;
        const { key } = await walk.createKey('short', { expiresAt: instant(expiresAtMs) });
        return watchExpiry(walk, key.token, expiresAtMs);
      },
    },
    {
      id: 'expired-refused',
      title: 'An expired key with its secret',
      expected: '401 key_expired, by Bearer and Basic',
      run: async (walk) => {
        const key = walk.key('short');
        expectResponse(await walk.whoami([basic(key)]), 401, 'key_expired');
        return expectResponse(await walk.whoami([bearer(key.token)]), 401, 'key_expired');
      },
    },
    {
      id: 'expiry-told-to-nobody-else',
      title: 'An expired key with a wrong secret',
      expected: '401 key_invalid',
      run: async (walk) => {
        const { accessKey, secretKey } = walk.key('short');
        const response = await walk.whoami([basic({ accessKey, secretKey: alter(secretKey) })]);
        return expectResponse(response, 401, 'key_invalid');
      },
    },
    {
      id: 'expired-listed',
      title: 'The expired key in the inventory and the banner',
      expected: '200, status expired',
      run: async (walk) => {
        const { accessKey } = walk.key('short');
        const list = await walk.management('GET', '/keys?limit=100&status=expired');
        expectAll(expectResponse(list, 200), {
          'status expired': field(findKey(list, accessKey), 'status') === 'expired',
        });
        const banner = await walk.management('GET', '/notices');
        const expired = { ...banner, json: { items: field(banner.json, 'expired') } };
        return expectAll(expectResponse(banner, 200), {
          'in the banner': findKey(expired, accessKey) !== undefined,
        });
      },
    },
    {
      id: 'restored',
      title: 'A new date for the expired key, then its old secret',
      expected: '200, and 200 by Bearer and Basic',
      run: async (walk) => {
        const key = walk.key('short');
        const response = await edit(walk, key.accessKey, { expiresAt: instant(Date.now() + 86_400_000) });
        expectAll(expectResponse(response, 200), {
          'the same access key': field(response.json, 'accessKey') === key.accessKey,
        });
        await settle(
          walk,
          () => walk.whoami([basic(key)]),
          (restored) => restored.status === 200,
        );
        const last = await settle(
          walk,
          () => walk.whoami([bearer(key.token)]),
          (restored) => restored.status === 200,
        );
        return expectCaller(walk, last, 'short');
      },
    },
    {
      id: 'expired-now',
      title: 'POST /keys/{accessKey}/expire',
      expected: '200, and refused at the gateway',
      run: async (walk) => {
        const { key } = await walk.createKey('last');
        const response = await walk.management('POST', `/keys/${key.accessKey}/expire`);
        expectAll(expectResponse(response, 200), {
          'status expired': field(response.json, 'status') === 'expired',
        });
        const refused = await settle(walk, () => walk.whoami([bearer(key.token)]), isRefused);
        return `200, then ${describe(refused)}`;
      },
    },
    {
      id: 'deleted',
      title: 'DELETE /keys/{accessKey}',
      expected: '204, then 404, and 401 key_invalid at the gateway',
      run: async (walk) => {
        const { key } = await walk.createKey('deleted');
        await walk.whoami([bearer(key.token)]);
        const path = `/keys/${key.accessKey}`;
        expectResponse(await walk.management('DELETE', path), 204);
        for (const method of ['GET', 'DELETE']) {
          expectResponse(await walk.management(method, path), 404, 'key_not_found');
        }
        walk.isDeleted(key.accessKey);
        const refused = await settle(walk, () => walk.whoami([bearer(key.token)]), isRefused);
        return `204, then ${expectResponse(refused, 401, 'key_invalid')}`;
      },
    },
  ],
};

const isRefused = ({ status }: HttpResponse) => status !== 200;

/** Calls until the key is refused. Which refusal that is, is another check's. */
async function watchExpiry(walk: Walk, token: string, expiresAtMs: number): Promise<string> {
  const calls: HttpResponse[] = [];
  const call = async () => {
    const response = await walk.whoami([bearer(token)]);
    calls.push(response);
    return response;
  };
  if ((await call()).status !== 200)
    throw new Surprise(`${describe(calls[0] as HttpResponse)} before the date`);
  await wait(Math.max(0, walk.clock.toLocal(expiresAtMs - 700) - Date.now()));
  while (!isRefused(await call())) {
    if (walk.clock.earliest(Date.now()) > expiresAtMs + 10_000)
      throw new Surprise('still let in 10 s after it');
    await wait(60);
  }
  const letIn = calls
    .filter((response) => !isRefused(response))
    .map(({ sentAt }) => walk.clock.earliest(sentAt));
  const lateMs = Math.max(...letIn) - expiresAtMs;
  const earlyMs = expiresAtMs - walk.clock.latest(calls.at(-1)?.receivedAt ?? 0);
  if (lateMs > toleranceMs) throw new Surprise(`let in ${Math.round(lateMs)} ms after it`);
  if (earlyMs > toleranceMs) throw new Surprise(`refused ${Math.round(earlyMs)} ms before it`);
  return 'let in before it, refused from it on';
}

/**
 * A change takes effect with the next call; with a cache, at the end of the cached decision.
 * @throws Surprise when it does not
 */
async function settle(
  walk: Walk,
  call: () => Promise<HttpResponse>,
  isSettled: (response: HttpResponse) => boolean,
): Promise<HttpResponse> {
  const deadline = Date.now() + (walk.isCached ? (walk.options.cacheSeconds + 5) * 1000 : 0);
  for (;;) {
    const response = await call();
    if (isSettled(response)) return response;
    if (Date.now() >= deadline || walk.isInterrupted) {
      throw new Surprise(
        `${describe(response)}${walk.isCached ? ' even after the cache' : ''}${hint(response)}`,
      );
    }
    await wait(1000);
  }
}

const hint = (response: HttpResponse) => (codeOf(response) === undefined ? ' without a code' : '');
