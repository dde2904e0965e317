import { type CheckGroup, expectAll, expectResponse, NotRun, Surprise } from '../check.ts';

/** Header and the value that it must have or match. */
const portalHeaders: Record<string, RegExp> = {
  'content-security-policy': /default-src 'none'.*frame-ancestors 'none'/,
  'strict-transport-security': /max-age=\d{8}/,
  'x-content-type-options': /^nosniff$/,
  'x-frame-options': /^DENY$/,
  'referrer-policy': /^no-referrer$/,
};

/** What browsers need: preflights of other origins, and the portal's pages. */
export const browserChecks: CheckGroup = {
  title: 'Browsers',
  checks: [
    {
      id: 'preflight',
      title: 'The preflight of each --origin',
      expected: '2xx, the origin, PATCH, authorization and if-match allowed',
      run: async (walk) => {
        const { origins } = walk.options;
        if (origins.length === 0) throw new NotRun('no --origin was given');
        for (const origin of origins) {
          const response = await walk.management('OPTIONS', '/keys', {
            signedIn: false,
            headers: preflight(origin),
          });
          const allowed = (name: string) =>
            (response.headers.get(`access-control-allow-${name}`) ?? '').toLowerCase();
          if (response.status < 200 || response.status > 299)
            throw new Surprise(`${response.status} for ${origin}`);
          expectAll(`${response.status} for ${origin}`, {
            'the origin': allowed('origin') === origin,
            PATCH: allowed('methods').includes('patch'),
            authorization: allowed('headers').includes('authorization'),
            'if-match': allowed('headers').includes('if-match'),
          });
        }
        return `each of ${origins.length} allowed`;
      },
    },
    {
      id: 'origin-allowed',
      title: 'A call from each --origin',
      expected: '200, readable to that origin',
      run: async (walk) => {
        const { origins } = walk.options;
        if (origins.length === 0) throw new NotRun('no --origin was given');
        for (const origin of origins) {
          const response = await walk.management('GET', '/account', { headers: [['origin', origin]] });
          expectAll(expectResponse(response, 200), {
            [`readable to ${origin}`]: response.headers.get('access-control-allow-origin') === origin,
          });
        }
        return `200, readable to each of ${origins.length}`;
      },
    },
    {
      id: 'foreign-origin',
      title: 'The preflight of another origin',
      expected: 'that origin is not allowed',
      run: async (walk) => {
        if (walk.options.origins.length === 0) throw new NotRun('no --origin was given');
        const origin = 'https://not-allowed.example';
        const response = await walk.management('OPTIONS', '/keys', {
          signedIn: false,
          headers: preflight(origin),
        });
        const allowed = response.headers.get('access-control-allow-origin') ?? '';
        if (allowed === '*' || allowed === origin) throw new Surprise(`${response.status}, allowed`);
        return `${response.status}, not allowed`;
      },
    },
    {
      id: 'portal-headers',
      title: 'Security headers of the portal',
      expected: Object.keys(portalHeaders).join(', '),
      run: async (walk) => {
        if (walk.options.portal === null) throw new NotRun('no --portal was given');
        for (const path of ['/', '/keys']) {
          const response = await walk.portal(path);
          const came = expectResponse(response, 200);
          const facts = Object.entries(portalHeaders).map(
            ([name, form]) => [name, form.test(response.headers.get(name) ?? '')] as const,
          );
          expectAll(`${came} at ${path}`, Object.fromEntries(facts));
        }
        return '200, all of them';
      },
    },
    {
      id: 'api-headers',
      title: 'Security headers of the management API on the portal',
      expected: 'strict-transport-security, x-content-type-options',
      run: async (walk) => {
        const { portal, api } = walk.options;
        if (portal === null || new URL(api).origin !== portal)
          throw new NotRun('the API is not on the portal');
        const { headers } = await walk.management('GET', '/account');
        return expectAll('200', {
          'strict-transport-security': headers.has('strict-transport-security'),
          'x-content-type-options': headers.get('x-content-type-options') === 'nosniff',
        });
      },
    },
  ],
};

function preflight(origin: string): [string, string][] {
  return [
    ['origin', origin],
    ['access-control-request-method', 'PATCH'],
    ['access-control-request-headers', 'authorization,content-type,if-match'],
  ];
}
