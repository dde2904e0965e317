import type { APIGatewayProxyEvent } from 'aws-lambda';
import { readCaller, readProvisioner, requireAccount } from '../../../lambdas/adapters/http/caller.ts';
import type { AccountStore } from '../../../lambdas/adapters/table/account-store.ts';

const accountId = 'aAbBcCdDeE12';
const claims = { sub: 'sub-1', email: 'ada@example.com' };
const signer = {
  userArn: 'arn:aws:sts::1:assumed-role/Support/ada',
  caller: 'AROA1:ada',
  accessKey: 'ASIA1',
};

/** As API Gateway hands a call over; a client chooses path parameters, headers, query and body. */
function event(
  context: { claims?: object; identity?: object },
  chosen: Partial<APIGatewayProxyEvent> = {},
): APIGatewayProxyEvent {
  return {
    resource: '/v1/accounts/{accountId}/keys',
    pathParameters: { accountId },
    ...chosen,
    requestContext: {
      ...(context.claims && { authorizer: { claims: context.claims } }),
      identity: { userArn: null, caller: null, sourceIp: '203.0.113.7', ...context.identity },
    },
  } as unknown as APIGatewayProxyEvent;
}

const from = '203.0.113.7';

it('takes the account of a signed call from the path, and its whole ARN for the trail', () => {
  const requester = { actor: { kind: 'operator', id: signer.userArn }, from };
  expect(readCaller(event({ identity: signer }))).toEqual({
    kind: 'operator',
    accountId,
    id: 'operator:AROA1',
    requester,
  });
  expect(readProvisioner(event({ identity: signer }, { pathParameters: null }))).toEqual(requester);
});

it('takes the account of a holder from the sign-in, whatever the request says', () => {
  const requester = { actor: { kind: 'holder', id: 'sub-1' }, from };
  const holder = { kind: 'holder', sub: 'sub-1', id: 'holder:sub-1', requester };
  const headers = { 'x-amz-user-arn': signer.userArn, authorization: 'AWS4-HMAC-SHA256 Credential=x' };
  expect(readCaller(event({ claims }))).toEqual(holder);
  expect(readCaller(event({ claims }, { headers, queryStringParameters: { accountId } }))).toEqual(holder);
  // Even if both were there, which API Gateway never does.
  expect(readCaller(event({ claims, identity: signer }))).toEqual(holder);
});

it('refuses a call of which API Gateway does not say who makes it', () => {
  expect(() => readCaller(event({}))).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
});

it.each([{}, { claims }, { claims, identity: signer }])(
  'lets nobody provision who has not signed: %j',
  (context) => {
    const read = () => readProvisioner(event(context));
    expect(read).toThrow(expect.objectContaining({ code: 'unauthenticated' }));
  },
);

it.each(['', 'SIGNIN#sub-1', 'MAILBOX#x', 'aAbBcCdDeE1', 'aAbBcCdDeE123', 'aAbBcCdDeE1/', 'aAbBcCdDeE1\n'])(
  'reads nothing of the table for the account %j, which can be none',
  (id) => {
    const read = () => readCaller(event({ identity: signer }, { pathParameters: { accountId: id } }));
    expect(read).toThrow(expect.objectContaining({ code: 'account_not_found' }));
  },
);

it('says of an account that does not exist how to find one', async () => {
  const accounts = { get: async () => null } as unknown as AccountStore;
  await expect(requireAccount(readCaller(event({ identity: signer })), accounts)).rejects.toMatchObject({
    code: 'account_not_found',
    detail: expect.stringContaining('externalId'),
  });
});
