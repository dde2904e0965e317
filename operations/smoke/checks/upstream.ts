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

const forged = 'forged-by-the-client';

/** Names by which a client may try to say who it is. */
const identitySpellings = [
  'x-latchkey-account-id',
  'X-Latchkey-Account-Id',
  'X-LATCHKEY-ACCESS-KEY',
  'x-Latchkey-access-Key',
];

/** What reaches the API behind the gateway. */
export const upstreamChecks: CheckGroup = {
  title: 'What your API gets',
  checks: [
    {
      id: 'identity-passed',
      title: 'The headers that name the caller',
      expected: 'account and key, once each',
      run: async (walk) => expectIdentity(walk, await callEcho(walk, [bearer(walk.key('main').token)])),
    },
    {
      id: 'credentials-kept',
      title: 'The credential, sent in several spellings',
      expected: 'no part of a secret at your API',
      run: async (walk) => {
        const key = walk.key('main');
        const [, bearerText] = bearer(key.token);
        const [, basicText] = basic(key);
        const forms: (readonly [string, string])[] = [
          ['Authorization', bearerText],
          ['authorization', bearerText],
          ['AUTHORIZATION', basicText],
          ...(walk.takesApiKey ? [apiKey(key.token), ['X-API-Key', key.token] as const] : []),
        ];
        for (const form of forms) {
          const response = await callEcho(walk, [form]);
          // The echo itself must not print it, so it is compared and thrown away.
          const isKept = !walk.secrets.some((secret) => response.text.includes(secret));
          expectAll(expectResponse(response, 200), { [`hidden when sent as ${form[0]}`]: isKept });
        }
        return 'no part of a secret';
      },
    },
    {
      id: 'forged-identity',
      title: 'A client that sends these headers itself',
      expected: 'refused, or overwritten before your API',
      run: async (walk) => {
        const headers = identitySpellings.map((name) => [name, forged] as const);
        const response = await callEcho(walk, [bearer(walk.key('main').token), ...headers]);
        if (response.status === 401) return expectResponse(response, 401, 'header_reserved');
        if (response.text.includes(forged)) throw new Surprise('your API gets what the client sent');
        return expectIdentity(walk, response);
      },
    },
    {
      id: 'reserved-headers-refused',
      title: 'A client that names itself, in any spelling',
      expected: '401 header_reserved',
      run: async (walk) => {
        if (walk.isCached) throw new NotRun('with a cache, the authorizer is not always asked');
        const { token } = walk.key('main');
        const responses = [...identitySpellings, 'x_latchkey_account_id', 'X-Latchkey-Anything'].map((name) =>
          walk.whoami([bearer(token), [name, 'forged']]),
        );
        let came = '';
        for (const response of responses) came = expectResponse(await response, 401, 'header_reserved');
        return came;
      },
    },
    {
      id: 'gateway-huge-body',
      title: 'A body of more than 10 MB',
      expected: '413',
      run: async (walk) => {
        const headers = [bearer(walk.key('main').token)];
        const body = Buffer.alloc(10 * 1024 * 1024 + 1, 'a');
        return expectResponse(await walk.gateway('POST', echoPath(walk), headers, body), 413);
      },
    },
    {
      id: 'path-passed',
      title: 'A path and query with encoded characters',
      expected: 'for you to judge: is it what your API needs?',
      run: async (walk) => {
        const headers = [bearer(walk.key('main').token)];
        const sent = `${echoPath(walk)}/a%2Fb%20c/?x=1&x=2&y=a+b`;
        const response = await walk.gateway('GET', sent, headers);
        if (codeOf(response) !== undefined) throw new Surprise(describe(response));
        const path = ['path', 'target', 'url'].map((name) => field(response.json, name)).find(Boolean);
        return path === undefined ? `${response.status}, without the path` : String(path);
      },
    },
  ],
};

function echoPath(walk: Walk): string {
  if (walk.options.echo === null) throw new NotRun('no --echo was given');
  return walk.options.echo;
}

function callEcho(walk: Walk, headers: (readonly [string, string])[]): Promise<HttpResponse> {
  return walk.gateway('GET', echoPath(walk), headers);
}

function expectIdentity(walk: Walk, response: HttpResponse): string {
  const came = expectResponse(response, 200);
  const headers = readHeaders(response);
  const isOnce = (name: string, value: string | undefined) => {
    const values = headers.filter(([key]) => key === name).map(([, text]) => text);
    return values.length === 1 && values[0] === value;
  };
  return expectAll(`${came}`, {
    'the account id once': isOnce('x-latchkey-account-id', walk.accountId),
    'the access key once': isOnce('x-latchkey-access-key', walk.key('main').accessKey),
  });
}

/** Names in small letters and values, from either form of an echo. @throws Surprise */
function readHeaders(response: HttpResponse): [string, string][] {
  const headers = field(response.json, 'headers');
  if (typeof headers !== 'object' || headers === null) {
    throw new Surprise(`${describe(response)}, but the response of --echo has no "headers"`);
  }
  const pairs: unknown[] = Array.isArray(headers) ? headers : Object.entries(headers);
  return pairs.flatMap((pair) => {
    const [name, value] = Array.isArray(pair) ? pair : [];
    return (Array.isArray(value) ? value : [value]).map((text): [string, string] => [
      String(name).toLowerCase(),
      String(text),
    ]);
  });
}
