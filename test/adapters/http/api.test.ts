import type { APIGatewayProxyEvent, Context } from 'aws-lambda';
import { environmentNames } from '../../../lambdas/adapters/environment.ts';
import { createApi } from '../../../lambdas/adapters/http/api.ts';
import { Problem } from '../../../lambdas/core/problem-catalogue.ts';

const environment = { ...process.env };
beforeEach(() => {
  process.env.POWERTOOLS_LOG_LEVEL = 'SILENT';
});
afterEach(() => {
  process.env = { ...environment };
});

/** The headers of a response to a page of `origin`, by names in small letters. */
async function headersFor(origin: string | null, origins: string | undefined, path = '/fine') {
  if (origins === undefined) delete process.env[environmentNames.allowedOrigins];
  else process.env[environmentNames.allowedOrigins] = origins;
  const ids = ['fine', 'refused', 'broken', 'busy', 'eager'] as const;
  const handler = createApi(
    ids.map((id) => ({ id, method: 'GET', path: `/${id}` })),
    {
      fine: async () => ({ status: 200, body: {}, headers: { etag: '"1"' } }),
      refused: async () => {
        throw new Problem('key_not_found');
      },
      busy: async () => {
        throw new Problem('unavailable');
      },
      eager: async () => {
        throw new Problem('rate_limited', { retryAfterSeconds: 3600 });
      },
      broken: async () => {
        throw new Error('a secret of the inside');
      },
    },
  );
  const event = {
    httpMethod: 'GET',
    resource: path,
    path,
    headers: origin === null ? {} : { Origin: origin },
    requestContext: { requestId: 'request-1' },
  } as unknown as APIGatewayProxyEvent;
  const response = await handler(event, {} as Context);
  expect(JSON.stringify(response)).not.toContain('a secret of the inside');
  const entries = Object.entries(response.headers ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), String(value)]));
}

const ours = 'https://one.example';
const all = `${ours},https://two.example`;

describe('pages of other origins', () => {
  it.each(['/fine', '/refused', '/broken'])(
    'that the operator names may read responses (%s), and caches tell them apart',
    async (path) => {
      for (const origins of [ours, all]) {
        const headers = await headersFor(ours, origins, path);
        expect(headers['access-control-allow-origin']).toBe(ours);
        expect(headers.vary?.toLowerCase()).toContain('origin');
        expect(headers['access-control-expose-headers']?.replace(/ /g, '')).toBe(
          'date,etag,location,retry-after,idempotent-replayed',
        );
        // A sign-in goes by a header, never by a cookie.
        expect(headers).not.toHaveProperty('access-control-allow-credentials');
      }
    },
  );

  it.each([
    ['of a stranger', 'https://evil.example', all],
    ['whose name begins as one of ours', `${ours}.evil.example`, all],
    ['without an origin of their own', 'null', all],
    ['where the operator names none', ours, undefined],
  ])('%s may not', async (_, origin, origins) => {
    for (const path of ['/fine', '/refused', '/broken']) {
      expect(await headersFor(origin, origins, path)).not.toHaveProperty('access-control-allow-origin');
    }
  });

  it('change nothing for programs, which name no origin', async () => {
    expect(await headersFor(null, all)).toMatchObject({ etag: '"1"', 'cache-control': 'no-store' });
  });
});

it.each([
  ['/busy', '5'],
  ['/eager', '3600'],
  ['/refused', undefined],
  ['/broken', undefined],
])('tells a caller of %s to try again after %s seconds', async (path, seconds) => {
  expect((await headersFor(null, undefined, path))['retry-after']).toBe(seconds);
});
