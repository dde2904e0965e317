import { type CheckGroup, describe, expectAll, expectResponse, field, NotRun } from '../check.ts';

/** Who may call the management API, and the account behind the sign-in. */
export const signInChecks: CheckGroup = {
  title: 'Sign-in and account',
  checks: [
    {
      id: 'sign-in-required',
      title: 'The management API without a sign-in',
      expected: '401 unauthenticated',
      run: async (walk) =>
        expectResponse(await walk.management('GET', '/account', { signedIn: false }), 401, 'unauthenticated'),
    },
    {
      id: 'sign-in-forged',
      title: 'An ID token whose claims were changed',
      expected: '401 unauthenticated',
      run: async (walk) => {
        const headers = [['authorization', `Bearer ${forge(walk.idToken)}`]] as const;
        const response = await walk.management('GET', '/account', { signedIn: false, headers });
        return expectResponse(response, 401, 'unauthenticated');
      },
    },
    {
      id: 'access-token-refused',
      title: 'An access token in place of an ID token',
      expected: '401 unauthenticated',
      run: async (walk) => {
        const { accessToken } = walk.options;
        if (accessToken === null) throw new NotRun('no --access-token was given');
        const headers = [['authorization', `Bearer ${accessToken}`]] as const;
        const response = await walk.management('GET', '/account', { signedIn: false, headers });
        return expectResponse(response, 401, 'unauthenticated');
      },
    },
    {
      id: 'account-ensured',
      title: 'PUT /account',
      expected: '201 with the default key, or 200 if the account exists',
      run: async (walk) => {
        const response = await walk.management('PUT', '/account');
        const defaultKey = field(response.json, 'defaultKey');
        // Nobody else gets to see its secret, so this run deletes it.
        if (response.status === 201) walk.keepKey(response, defaultKey);
        const accountId = field(field(response.json, 'account'), 'accountId');
        if (typeof accountId === 'string') walk.accountId = accountId;
        return expectAll(describe(response), {
          '201 or 200': response.status === 201 || response.status === 200,
          'an accountId': typeof accountId === 'string',
          'a default key with 201 only': (response.status === 201) === (defaultKey !== undefined),
        });
      },
    },
    {
      id: 'account-again',
      title: 'PUT /account again',
      expected: '200, the same account, no key',
      run: async (walk) => {
        const response = await walk.management('PUT', '/account');
        const came = expectResponse(response, 200);
        return expectAll(came, {
          'the same account': field(field(response.json, 'account'), 'accountId') === walk.accountId,
          'no key': field(response.json, 'defaultKey') === undefined,
        });
      },
    },
    {
      id: 'account-read',
      title: 'GET /account',
      expected: '200, the same account',
      run: async (walk) => {
        const response = await walk.management('GET', '/account');
        const came = expectResponse(response, 200);
        return expectAll(came, { 'the same account': field(response.json, 'accountId') === walk.accountId });
      },
    },
  ],
};

/** The token with other claims under the same signature. */
function forge(token: string): string {
  const [header = '', claims = '', signature = ''] = token.split('.');
  const changed = { ...JSON.parse(Buffer.from(claims, 'base64url').toString()), sub: 'somebody-else' };
  return [header, Buffer.from(JSON.stringify(changed)).toString('base64url'), signature].join('.');
}
