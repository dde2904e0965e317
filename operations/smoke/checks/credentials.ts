import {
  type CheckGroup,
  codeOf,
  describe,
  expectAll,
  expectResponse,
  field,
  NotRun,
  Surprise,
} from '../check.ts';
import type { HttpResponse } from '../http-call.ts';
import { apiKey, basic, bearer, type Walk } from '../walk.ts';
import { edit, instant } from './keys.ts';

/** The three credential forms at the gateway, and whether the authorizer's decisions are cached. */
export const credentialChecks: CheckGroup = {
  title: 'Credentials at the gateway',
  checks: [
    {
      id: 'bearer',
      title: 'Authorization: Bearer',
      expected: '200, account and key of the caller',
      run: async (walk) => expectCaller(walk, await walk.whoami([bearer(walk.key('main').token)])),
    },
    {
      id: 'basic',
      title: 'Authorization: Basic',
      expected: '200, account and key of the caller',
      run: async (walk) => expectCaller(walk, await walk.whoami([basic(walk.key('main'))])),
    },
    {
      id: 'api-key',
      title: 'x-api-key',
      expected: '200; with a cache 401 credentials_missing',
      run: async (walk) => {
        const response = await walk.whoami([apiKey(walk.key('main').token)]);
        if (response.status === 401 && codeOf(response) === 'credentials_missing') {
          walk.isCached = await keepsDecisions(walk);
          if (walk.isCached) return `${describe(response)}: the cache is on`;
          throw new Surprise(`${describe(response)}, and yet there is no cache: the header is not looked at`);
        }
        const came = expectCaller(walk, response);
        walk.isCached = false;
        walk.takesApiKey = true;
        return `${came}: the cache is off`;
      },
    },
    {
      id: 'any-case',
      title: 'Header name and scheme in another case',
      expected: '200',
      run: async (walk) => {
        const { token } = walk.key('main');
        expectCaller(walk, await walk.whoami([['AUTHORIZATION', `BEARER ${token}`]]));
        return expectCaller(walk, await walk.whoami([['authorization', `bearer ${token}`]]));
      },
    },
    {
      id: 'slash-at-the-end',
      title: '/v1/whoami/ with a slash at the end',
      expected: '200, as without',
      run: async (walk) =>
        expectCaller(walk, await walk.gateway('GET', '/v1/whoami/', [bearer(walk.key('main').token)])),
    },
    {
      id: 'whoami-other-method',
      title: 'POST /v1/whoami',
      expected: '404 not_found, never the upstream',
      run: async (walk) => {
        const response = await walk.gateway('POST', '/v1/whoami', [bearer(walk.key('main').token)]);
        return expectResponse(response, 404, 'not_found');
      },
    },
    {
      id: 'two-credentials',
      title: 'Two different credentials in one request',
      expected: '401 credentials_malformed',
      run: async (walk) => {
        if (walk.isCached) throw new NotRun('with a cache, x-api-key is not looked at');
        const headers = [bearer(walk.key('main').token), apiKey('something else')];
        return expectResponse(await walk.whoami(headers), 401, 'credentials_malformed');
      },
    },
  ],
};

/** The gateway's refusals. */
export const refusalChecks: CheckGroup = {
  title: 'Refusals at the gateway',
  checks: [
    {
      id: 'no-credential',
      title: 'No credential',
      expected: '401 credentials_missing',
      run: async (walk) => expectResponse(await walk.whoami(), 401, 'credentials_missing'),
    },
    {
      id: 'basic-offered-first',
      title: 'WWW-Authenticate of the gateway',
      expected: 'Basic before Bearer: some clients stop at the first scheme',
      run: async (walk) => {
        const schemes = (await walk.whoami()).headers.get('www-authenticate') ?? 'none';
        if (!/Basic.*Bearer/.test(schemes)) throw new Surprise(schemes);
        return schemes;
      },
    },
    {
      id: 'typo',
      title: 'A token with a typo',
      expected: '401 credentials_malformed',
      run: async (walk) => {
        const response = await walk.whoami([bearer(alter(walk.key('main').token))]);
        return expectResponse(response, 401, 'credentials_malformed');
      },
    },
    {
      id: 'basic-strict',
      title: 'Basic that is not quite base64',
      expected: '401 credentials_malformed',
      run: async (walk) => {
        const [name, value] = basic(walk.key('main'));
        const middle = Math.floor(value.length / 2);
        const broken = [`${value.slice(0, middle)}%${value.slice(middle)}`, `${value}!`];
        let came = '';
        for (const text of broken)
          came = expectResponse(await walk.whoami([[name, text]]), 401, 'credentials_malformed');
        return came;
      },
    },
    {
      id: 'malformed-explained',
      title: 'Three ways to get the header wrong',
      expected: '401 credentials_malformed, each with its own detail',
      run: async (walk) => {
        const { token } = walk.key('main');
        const values = [token, `Basic ${Buffer.from(`${token}:`).toString('base64')}`, 'Basic !!!'];
        const details = await Promise.all(values.map((value) => readDetail(walk, value)));
        return expectAll('401 credentials_malformed', {
          'three details': new Set(details).size === values.length,
        });
      },
    },
    {
      id: 'wrong-secret',
      title: 'A wrong secret, and an unknown access key',
      expected: '401 key_invalid, the same response to both',
      run: async (walk) => {
        const { accessKey, secretKey } = walk.key('main');
        const wrong = await walk.whoami([basic({ accessKey, secretKey: alter(secretKey) })]);
        const unknown = await walk.whoami([basic({ accessKey: alter(accessKey), secretKey })]);
        expectResponse(unknown, 401, 'key_invalid');
        return expectAll(expectResponse(wrong, 401, 'key_invalid'), {
          'the same response': withoutRequestId(wrong) === withoutRequestId(unknown),
        });
      },
    },
    {
      id: 'gateway-unknown-path',
      title: 'An unknown path of the gateway, without Authorization',
      expected: '404 not_found; 401 credentials_missing with an upstream',
      run: async (walk) => {
        const response = await walk.gateway('GET', unknownPath(walk));
        if (response.status === 401) {
          const came = expectResponse(response, 401, 'credentials_missing');
          walk.hasUpstream = true;
          return `${came}: there is an upstream`;
        }
        const came = expectResponse(response, 404, 'not_found');
        walk.hasUpstream = false;
        return expectAll(`${came}: there is no upstream`, {
          'the upstream of --echo': walk.options.echo === null,
        });
      },
    },
    {
      id: 'gateway-unknown-path-with-key',
      title: 'An unknown path of the gateway, with Authorization',
      expected: '404 not_found',
      run: async (walk) => {
        const { token } = walk.key('main');
        if (walk.hasUpstream !== false) throw new NotRun('the upstream decides about its paths');
        expectResponse(
          await walk.gateway('GET', unknownPath(walk), [['Authorization', 'x']]),
          404,
          'not_found',
        );
        return expectResponse(
          await walk.gateway('GET', unknownPath(walk), [bearer(token)]),
          404,
          'not_found',
        );
      },
    },
  ],
};

export function expectCaller(walk: Walk, response: HttpResponse, name = 'main'): string {
  return expectAll(expectResponse(response, 200), {
    'the account': field(response.json, 'accountId') === walk.accountId,
    'the key': field(response.json, 'accessKey') === walk.key(name).accessKey,
  });
}

/** Changes the last character but ten to another of the same kind. */
export function alter(text: string): string {
  const at = text.length - 10;
  return `${text.slice(0, at)}${text[at] === 'x' ? 'y' : 'x'}${text.slice(at + 1)}`;
}

async function readDetail(walk: Walk, authorization: string): Promise<string> {
  const response = await walk.whoami([['Authorization', authorization]]);
  expectResponse(response, 401, 'credentials_malformed');
  return String(field(response.json, 'detail'));
}

const unknownPath = (walk: Walk) => `/${walk.mark.replace(' ', '-')}/nothing-here`;

/** Whether a refusal outlives its reason: only a cache makes that happen. */
async function keepsDecisions(walk: Walk): Promise<boolean> {
  const { key } = await walk.createKey('probe');
  await walk.management('POST', `/keys/${key.accessKey}/expire`);
  await walk.whoami([bearer(key.token)]);
  await edit(walk, key.accessKey, { expiresAt: instant(Date.now() + 86_400_000) });
  return (await walk.whoami([bearer(key.token)])).status === 401;
}

function withoutRequestId({ text, json }: HttpResponse): string {
  return text.replace(String(field(json, 'requestId')), '');
}
