import type { ProxiedRequest, ProxiedResponse, Tampering } from './tampering-proxy.ts';

/** A fault that a deployment may have, and the one check that must find it. */
export interface SmokeFault {
  name: string;
  /** Made for each run, because some faults remember. */
  plant: () => { management?: Tampering; gateway?: Tampering };
  red: string;
}

export const smokeFaults: readonly SmokeFault[] = [
  {
    name: 'an expired key is refused with 403',
    red: 'expired-refused',
    plant: () => ({
      gateway: changeProblem('key_expired', (problem) => ({ ...problem, status: 403 })),
    }),
  },
  {
    name: 'the inventory shows secrets',
    red: 'secrets-shown-once',
    plant: () => ({
      management: async (request, forward) => {
        const response = await forward(request);
        if (request.method !== 'GET' || !/\/keys\?/.test(request.path)) return response;
        const { items, ...rest } = parse(response);
        const shown = (items as object[]).map((item) => ({ ...item, secretKey: 'x'.repeat(30) }));
        return { ...response, body: JSON.stringify({ items: shown, ...rest }) };
      },
    }),
  },
  {
    name: 'a restored key gets a new secret',
    red: 'restored',
    plant: () => {
      const restored: string[] = [];
      return {
        management: async (request, forward) => {
          const isRestoration = request.method === 'PATCH' && request.body.includes('expiresAt');
          if (isRestoration) restored.push(request.path.split('/').at(-1) ?? '');
          return forward(request);
        },
        gateway: async (request, forward) => {
          const credential = plainCredential(request);
          const isOld = restored.some((accessKey) => credential.includes(accessKey));
          return forward(isOld ? replaceHeader(request, 'authorization', unknownKey) : request);
        },
      };
    },
  },
  {
    name: 'DELETE answers 200 and keeps the key',
    red: 'deleted',
    plant: () => {
      let first = true;
      return {
        management: async (request, forward) => {
          if (request.method !== 'DELETE' || !request.path.includes('/keys/') || !first)
            return forward(request);
          first = false;
          return forward({ ...request, method: 'GET' });
        },
      };
    },
  },
  {
    name: 'a refusal lacks WWW-Authenticate',
    red: 'challenges',
    plant: () => ({
      gateway: changeResponse(isCode('key_invalid'), ({ headers }) => headers.delete('www-authenticate')),
    }),
  },
  {
    name: "the client's own identity headers reach the upstream",
    red: 'forged-identity',
    plant: () => ({
      gateway: async (request, forward) => {
        if (!isFrom(request, 'forged-identity')) return forward(request);
        const headers = request.headers.filter(([name]) => !/^x.latchkey/i.test(name));
        const response = await forward({ ...request, headers });
        const echo = parse(response) as { headers: [string, string][] };
        const forged = echo.headers.map(([name, value]) => [
          name,
          /^x-latchkey/.test(name) ? 'forged-by-the-client' : value,
        ]);
        return { ...response, body: JSON.stringify({ ...echo, headers: forged }) };
      },
    }),
  },
  {
    name: 'the refusal of an expired key is cached',
    red: 'restored',
    plant: () => {
      const kept = new Map<string, ProxiedResponse>();
      return {
        gateway: async (request, forward) => {
          const key = `${request.path} ${plainCredential(request)}`;
          const response = kept.get(key) ?? (await forward(request));
          // Only this refusal: that of a forged header would meet the same path and credential again.
          if (response.body.toString().includes('key_expired')) kept.set(key, response);
          return response;
        },
      };
    },
  },
  {
    name: 'errors are sent as application/json',
    red: 'problem-documents',
    plant: () => ({
      management: changeResponse(isCode('key_not_found'), ({ headers }) =>
        headers.set('content-type', 'application/json'),
      ),
    }),
  },
  {
    name: 'an unknown path with Authorization is 400',
    red: 'unknown-path-signed-in',
    plant: () => ({
      management: async (request, forward) => {
        const change = changeProblem('not_found', (problem) => ({
          ...problem,
          status: 400,
          code: 'invalid_request',
        }));
        return hasAuthorization(request) ? change(request, forward) : forward(request);
      },
    }),
  },
  {
    name: 'the inventory may be cached',
    red: 'no-store',
    plant: () => ({
      management: changeResponse(
        (_, { method, path }) => method === 'GET' && /\/keys\?/.test(path),
        ({ headers }) => headers.set('cache-control', 'max-age=60'),
      ),
    }),
  },
  {
    name: 'an expired key is let in for a second longer',
    red: 'expires-on-the-second',
    plant: () => {
      let letIn: ProxiedResponse | undefined;
      let until = Number.POSITIVE_INFINITY;
      return {
        gateway: async (request, forward) => {
          const response = await forward(request);
          if (!isFrom(request, 'expires-on-the-second')) return response;
          if (response.status === 200) letIn = response;
          else until = Math.min(until, Date.now() + 1000);
          return Date.now() < until && letIn ? { ...letIn, headers: fresh(letIn) } : response;
        },
      };
    },
  },
  {
    name: 'the credential reaches the upstream in one spelling',
    red: 'credentials-kept',
    plant: () => ({
      gateway: async (request, forward) => {
        const leaked = request.headers.find(([name]) => name === 'X-API-Key');
        const response = await forward(request);
        if (!leaked || !isFrom(request, 'credentials-kept')) return response;
        const echo = parse(response) as { headers: [string, string][] };
        return { ...response, body: JSON.stringify({ ...echo, headers: [...echo.headers, leaked] }) };
      },
    }),
  },
  {
    name: 'x-api-key alone is not looked at, without a cache',
    red: 'api-key',
    plant: () => ({
      gateway: async (request, forward) => {
        const headers = request.headers.filter(([name]) => !/^x-api-key$/i.test(name));
        return forward(hasAuthorization(request) ? request : { ...request, headers });
      },
    }),
  },
  {
    name: 'If-Match is ignored',
    red: 'stale-edit-refused',
    plant: () => ({
      management: async (request, forward) => {
        const headers = request.headers.filter(([name]) => !/^if-match$/i.test(name));
        return forward({ ...request, headers });
      },
    }),
  },
  {
    name: 'an unknown access key is told from a wrong secret',
    red: 'wrong-secret',
    plant: () => {
      let count = 0;
      return {
        gateway: async (request, forward) => {
          const change = changeProblem('key_invalid', (problem) => ({
            ...problem,
            detail: `no. ${count++}`,
          }));
          return isFrom(request, 'wrong-secret') ? change(request, forward) : forward(request);
        },
      };
    },
  },
  {
    name: 'preflights of the second origin fail',
    red: 'preflight',
    plant: () => ({
      management: async (request, forward) => {
        const response = await forward(request);
        const isSecond = request.headers.some(
          ([name, value]) => name === 'origin' && value.includes('//two.'),
        );
        return request.method === 'OPTIONS' && isSecond ? { ...response, status: 500, body: '{}' } : response;
      },
    }),
  },
  {
    name: 'the portal has no content security policy',
    red: 'portal-headers',
    plant: () => ({
      management: changeResponse(
        (_, { path }) => !path.startsWith('/api/'),
        ({ headers }) => headers.delete('content-security-policy'),
      ),
    }),
  },
  {
    name: 'a body of more than 10 MB is a 500',
    red: 'gateway-huge-body',
    plant: () => ({
      gateway: async (request, forward) => {
        const response = await forward(request);
        return response.status === 413 ? { ...response, status: 500 } : response;
      },
    }),
  },
];

/** Well-formed, and nobody's. */
const unknownKey = `Basic ${Buffer.from(`${'0'.repeat(24)}:${'0'.repeat(30)}`).toString('base64')}`;

type Predicate = (response: ProxiedResponse, request: ProxiedRequest) => boolean;

function changeResponse(applies: Predicate, change: (response: ProxiedResponse) => unknown): Tampering {
  return async (request, forward) => {
    const response = await forward(request);
    if (applies(response, request)) change(response);
    return response;
  };
}

/** Changes a problem document, and the status along with its own. */
function changeProblem(
  code: string,
  change: (problem: Record<string, unknown>) => Record<string, unknown>,
): Tampering {
  return async (request, forward) => {
    const response = await forward(request);
    if (!isCode(code)(response)) return response;
    const problem = change(parse(response));
    return { ...response, status: Number(problem.status), body: JSON.stringify(problem) };
  };
}

const isCode = (code: string) => (response: ProxiedResponse) => parse(response).code === code;

function parse(response: ProxiedResponse): Record<string, unknown> {
  try {
    return JSON.parse(response.body.toString()) as Record<string, unknown>;
  } catch {
    return {};
  }
}

/** By the check that a call belongs to, which its user agent names. */
const isFrom = ({ headers }: ProxiedRequest, check: string) =>
  headers.some(([name, value]) => name === 'user-agent' && value.includes(`(${check})`));

const hasAuthorization = ({ headers }: ProxiedRequest) =>
  headers.some(([name]) => name.toLowerCase() === 'authorization');

function plainCredential({ headers }: ProxiedRequest): string {
  const sent = headers
    .filter(([name]) => /^(authorization|x-api-key)$/i.test(name))
    .map(([, value]) => value);
  return sent.map((text) => `${text} ${Buffer.from(text.slice(6), 'base64').toString('latin1')}`).join();
}

function replaceHeader(request: ProxiedRequest, header: string, value: string): ProxiedRequest {
  const others = request.headers.filter(([name]) => !/^(authorization|x-api-key)$/i.test(name));
  return { ...request, headers: [...others, [header, value]] };
}

function fresh({ headers }: ProxiedResponse): Headers {
  const copy = new Headers(headers);
  copy.set('date', new Date().toUTCString());
  return copy;
}
