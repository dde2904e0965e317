import { type CheckGroup, describe, expectAll, expectResponse, field, Surprise } from '../check.ts';
import type { HttpResponse } from '../http-call.ts';
import type { Walk } from '../walk.ts';

const dayMs = 86_400_000;

/** The management API's calls about keys, and its refusals. */
export const keyChecks: CheckGroup = {
  title: 'Keys',
  checks: [
    {
      id: 'key-created',
      title: 'POST /keys with a date in 90 days',
      expected: '201, Location, ETag, secret and token, the date as given',
      run: async (walk) => {
        const expiresAt = instant(Date.now() + 90 * dayMs);
        const { key, response } = await walk.createKey('main', { description: 'made by a check', expiresAt });
        return expectAll(describe(response), {
          Location: (response.headers.get('location') ?? '').endsWith(`/api/v1/keys/${key.accessKey}`),
          ETag: key.etag !== '',
          'the date': field(response.json, 'expiresAt') === expiresAt,
          'a token of the documented form': new RegExp(
            `^[a-z][a-z0-9]{1,9}_${key.accessKey}_${key.secretKey}[0-9A-Za-z]{6}$`,
          ).test(key.token),
        });
      },
    },
    {
      id: 'key-read',
      title: 'GET /keys/{accessKey}',
      expected: '200, the same ETag',
      run: async (walk) => {
        const key = walk.key('main');
        const response = await walk.management('GET', `/keys/${key.accessKey}`);
        return expectAll(expectResponse(response, 200), {
          'the key': field(response.json, 'accessKey') === key.accessKey,
          'the same ETag': response.headers.get('etag') === key.etag,
        });
      },
    },
    {
      id: 'key-listed',
      title: 'GET /keys, with and without a slash at the end',
      expected: '200 twice, with the key',
      run: async (walk) => {
        const { accessKey } = walk.key('main');
        for (const path of ['/keys?limit=100', '/keys/?limit=100']) {
          const response = await walk.management('GET', path);
          expectAll(expectResponse(response, 200), { 'the key': findKey(response, accessKey) !== undefined });
        }
        return '200 twice, with the key';
      },
    },
    {
      id: 'key-edited',
      title: 'PATCH with a current If-Match',
      expected: '200, a new ETag, the other fields kept',
      run: async (walk) => {
        const { accessKey, etag } = walk.key('main');
        const before = await walk.management('GET', `/keys/${accessKey}`);
        const response = await edit(walk, accessKey, { name: `${walk.mark} renamed` }, etag);
        return expectAll(expectResponse(response, 200), {
          'a new ETag': !['', etag].includes(response.headers.get('etag') ?? ''),
          'the new name': field(response.json, 'name') === `${walk.mark} renamed`,
          'the other fields': ['description', 'expiresAt', 'createdAt'].every(
            (name) => field(response.json, name) === field(before.json, name),
          ),
        });
      },
    },
    {
      id: 'stale-edit-refused',
      title: 'PATCH with a stale If-Match',
      expected: '412 key_changed',
      run: async (walk) => {
        const { accessKey } = walk.key('main');
        // No version of a key is ever 0, so this holds even if the edit before it failed.
        const response = await edit(walk, accessKey, { description: 'stale' }, '"0"');
        return expectResponse(response, 412, 'key_changed');
      },
    },
    {
      id: 'unknown-field-refused',
      title: 'POST /keys with a misspelt expiresAt',
      expected: '400 invalid_request, naming the field',
      run: async (walk) => {
        const body = { name: `${walk.mark} misspelt`, expiersAt: null };
        const response = await walk.management('POST', '/keys', { body });
        const errors = field(response.json, 'errors');
        return expectAll(expectResponse(response, 400, 'invalid_request'), {
          'the field': Array.isArray(errors) && errors.some((error) => field(error, 'field') === 'expiersAt'),
        });
      },
    },
    {
      id: 'past-date-refused',
      title: 'POST /keys with a date in the past',
      expected: '400 expires_in_past',
      run: async (walk) => {
        const body = { name: `${walk.mark} past`, expiresAt: '2001-01-01T00:00:00Z' };
        return expectResponse(await walk.management('POST', '/keys', { body }), 400, 'expires_in_past');
      },
    },
    {
      id: 'other-media-type-refused',
      title: 'POST /keys that is not JSON',
      expected: '415 unsupported_media_type',
      run: async (walk) => {
        const headers = [['content-type', 'text/plain']] as const;
        const response = await walk.management('POST', '/keys', { headers, body: 'name=x' });
        return expectResponse(response, 415, 'unsupported_media_type');
      },
    },
    {
      id: 'unknown-key',
      title: 'GET of a key that the account does not have',
      expected: '404 key_not_found',
      run: async (walk) =>
        expectResponse(await walk.management('GET', `/keys/${'0'.repeat(24)}`), 404, 'key_not_found'),
    },
    {
      id: 'large-body',
      title: 'POST /keys with 20 KB',
      expected: '413 payload_too_large',
      run: async (walk) => {
        const body = { name: 'large', description: 'x'.repeat(20_000) };
        return expectResponse(await walk.management('POST', '/keys', { body }), 413, 'payload_too_large');
      },
    },
    {
      id: 'huge-body',
      title: 'POST /keys with more than 10 MB',
      expected: '413',
      run: async (walk) => {
        const headers = [['content-type', 'application/json']] as const;
        const body = Buffer.alloc(10 * 1024 * 1024 + 1, ' ');
        return expectResponse(await walk.management('POST', '/keys', { headers, body }), 413);
      },
    },
    {
      id: 'unknown-path',
      title: 'An unknown path of the management API, without Authorization',
      expected: '404 not_found',
      run: async (walk) =>
        expectResponse(await walk.management('GET', '/nothing-here', { signedIn: false }), 404, 'not_found'),
    },
    {
      id: 'unknown-path-signed-in',
      title: 'An unknown path and an unknown method, with Authorization',
      expected: '404 not_found',
      run: async (walk) => {
        expectResponse(await walk.management('DELETE', '/account'), 404, 'not_found');
        return expectResponse(await walk.management('GET', '/nothing-here'), 404, 'not_found');
      },
    },
    {
      id: 'description-open',
      title: 'GET /openapi.json without a sign-in',
      expected: '200, OpenAPI 3.1',
      run: async (walk) => {
        const response = await walk.management('GET', '/openapi.json', { signedIn: false });
        const version = String(field(response.json, 'openapi'));
        return expectAll(expectResponse(response, 200), { 'OpenAPI 3.1': version.startsWith('3.1') });
      },
    },
  ],
};

export function edit(walk: Walk, accessKey: string, body: object, etag?: string): Promise<HttpResponse> {
  const headers = etag === undefined ? [] : [['if-match', etag] as const];
  return walk.management('PATCH', `/keys/${accessKey}`, { headers, body });
}

/** A key in an inventory. @throws Surprise when the response has none */
export function findKey(response: HttpResponse, accessKey: string): unknown {
  const items = field(response.json, 'items');
  if (!Array.isArray(items)) throw new Surprise(`${describe(response)} without items`);
  return items.find((item) => field(item, 'accessKey') === accessKey);
}

/** RFC 3339 in UTC, whole seconds. */
export function instant(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
