import type { APIGatewayProxyEvent } from 'aws-lambda';
import { readSignIn } from '../../../lambdas/adapters/http/request.ts';

/** An event as API Gateway makes it of an ID token: all claims are texts. */
const eventWith = (claims: Record<string, string>) =>
  ({ requestContext: { authorizer: { claims } } }) as unknown as APIGatewayProxyEvent;
const claims = { sub: 's', email: 'a@example.com', email_verified: 'true' };

it.each([
  ['Wed Dec 12 19:39:03 UTC 2018', '2018-12-12T19:39:03.000Z'],
  ['1544643543', '2018-12-12T19:39:03.000Z'],
])('reads when the token was issued: %s', (iat, issuedAt) => {
  expect(readSignIn(eventWith({ ...claims, iat }))).toEqual({
    sub: 's',
    email: 'a@example.com',
    issuedAt: new Date(issuedAt),
    // Of a token that does not say when its person signed in, no later.
    signedInAt: new Date(issuedAt),
  });
  const authTime = '1544640000';
  expect(readSignIn(eventWith({ ...claims, iat, auth_time: authTime })).signedInAt).toEqual(
    new Date(Number(authTime) * 1000),
  );
});

it('does not need to know when the token was issued', () => {
  expect(readSignIn(eventWith(claims))).toMatchObject({ issuedAt: null });
  expect(readSignIn(eventWith({ ...claims, iat: 'soon' }))).toMatchObject({ issuedAt: null });
});

it.each(['false', 'no', ''])('refuses an address that is not verified: %j', (email_verified) => {
  expect(() => readSignIn(eventWith({ ...claims, email_verified }))).toThrow(
    expect.objectContaining({ code: 'unauthenticated', detail: expect.stringContaining('not verified') }),
  );
});

describe('a sign-in by an identity provider', () => {
  /** As Cognito and API Gateway write it: without the brackets of the list. */
  const from = (providerName: string, primary = 'true') =>
    JSON.stringify({
      dateCreated: '1',
      userId: 'u',
      providerName,
      providerType: 'OIDC',
      issuer: null,
      primary,
    });
  const { email_verified: _, ...unsaid } = claims;
  const read = (given: Record<string, string>) => readSignIn(eventWith(given));
  const refused = expect.objectContaining({ code: 'unauthenticated' });
  afterEach(() => {
    delete process.env.VOUCHED_PROVIDER;
  });

  it('needs an address that the token says is verified', () => {
    expect(read({ ...claims, identities: from('AcmeSSO') }).sub).toBe('s');
    for (const given of [unsaid, { ...claims, email_verified: 'false' }])
      expect(() => read({ ...given, identities: from('AcmeSSO') })).toThrow(refused);
  });

  it('is taken from the provider that the operator vouches for, and from no other', () => {
    process.env.VOUCHED_PROVIDER = 'AcmeSSO';
    const unverified = { ...claims, email_verified: 'false' };
    expect(read({ ...unverified, identities: from('AcmeSSO') }).sub).toBe('s');
    expect(read({ ...unsaid, identities: `[${from('AcmeSSO')}]` }).sub).toBe('s');
    for (const identities of [
      from('Other'),
      `${from('AcmeSSO', 'false')},${from('Other')}`,
      'nonsense',
      '{"providerName":"AcmeSSO"}',
    ])
      expect(() => read({ ...unverified, identities })).toThrow(refused);
    // Of a password: nobody vouches for it.
    expect(() => read(unverified)).toThrow(refused);
  });
});
