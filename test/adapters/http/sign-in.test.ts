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
  });
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
