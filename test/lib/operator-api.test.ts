import { decide, parsePolicy, type Statement } from '../../engine/src/iam/policy.ts';
import {
  allows,
  type OperatorUse,
  operatorRoutes,
  operatorUses,
} from '../../lambdas/contract/operator-routes.ts';
import { newAccountId } from '../../lambdas/core/access-key.ts';
import { readRoutes } from '../support/routes.ts';
import { resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

let plain: Synthesis;

beforeAll(async () => {
  plain = await synthesize();
});

const uses = Object.keys(operatorUses) as OperatorUse[];
const api = 'arn:aws:execute-api:us-east-1:111122223333:api';

/** The policy of a use, for an API called `api`. */
function policyOf(use: OperatorUse): Statement[] {
  const id = `Operator${use.charAt(0).toUpperCase()}${use.slice(1)}`;
  const [policy] = Object.entries(resourcesOf(plain.service, 'AWS::IAM::ManagedPolicy')).flatMap(
    ([name, { Properties }]) => (name.slice(0, -8) === id ? [Properties.PolicyDocument] : []),
  );
  const resources = policy.Statement.flatMap(({ Resource }: { Resource: unknown }) => Resource).map(toArn);
  return (
    parsePolicy({ Statement: policy.Statement.map((each: object) => ({ ...each, Resource: resources })) }) ??
    []
  );
}

/** `Fn::Join` of an ARN: what is no text are the partition, region, account, API and stage. */
function toArn(resource: { 'Fn::Join': [string, (string | { Ref: string })[]] }): string {
  const values: Record<string, string> = {
    'AWS::Partition': 'aws',
    'AWS::Region': 'us-east-1',
    'AWS::AccountId': '111122223333',
  };
  return resource['Fn::Join'][1]
    .map((part) =>
      typeof part === 'string' ? part : (values[part.Ref] ?? (part.Ref.includes('Stage') ? 'live' : 'api')),
    )
    .join('');
}

const mayCall = (use: OperatorUse, method: string, path: string) =>
  decide(
    policyOf(use),
    { action: 'execute-api:Invoke', resource: `${api}/live/${method}${path}` },
    { time: new Date(0), sourceIp: '127.0.0.1', userAgent: undefined, referer: undefined },
  ) === 'allow';

it('asks for an AWS signature on every call, and has no other', () => {
  const deployed = readRoutes(plain.service, 'Operator').filter(({ integration }) => integration !== 'MOCK');
  expect(deployed.map(({ route }) => route).toSorted()).toEqual(
    operatorRoutes.map(({ method, path }) => `${method} ${path}`).toSorted(),
  );
  for (const { authorization } of deployed) expect(authorization).toBe('AWS_IAM');
});

it.each(uses)('has a policy to %s that allows exactly the calls of that use', (use) => {
  for (const { id, method, path, use: needed } of operatorRoutes) {
    const called = path.replace('{accountId}', newAccountId()).replace(/\{\w+\}/g, 'aZ09');
    expect([id, mayCall(use, method, called)]).toEqual([id, allows(use, needed)]);
  }
});

it.each([
  ['POST', '/v1/accounts/A/keys/K%2Fexpire'],
  ['POST', '/v1/accounts/A/keys'],
  ['POST', '/v1/accounts/A/keys/K/rotations'],
  ['POST', '/v1/accounts/A/keys/x/expire/../rotations'],
  ['PUT', '/v1/accounts/by-external-id/x'],
  ['DELETE', '/v1/accounts/aZ09aZ09aZ09'],
  ['PATCH', '/v1/accounts/A'],
])('lets nobody make a secret key or an account who supports: %s %s', (method, path) => {
  expect(mayCall('support', method, path)).toBe(false);
  expect(mayCall('read', method, path)).toBe(false);
});

it('gives each policy for this API and its stage alone, and no other action', () => {
  for (const { Properties } of Object.values(resourcesOf(plain.service, 'AWS::IAM::ManagedPolicy'))) {
    for (const { Action, Effect, Resource } of Properties.PolicyDocument.Statement) {
      expect([Action, Effect]).toEqual(['execute-api:Invoke', 'Allow']);
      for (const resource of [Resource].flat()) expect(toArn(resource)).toMatch(`${api}/live/`);
    }
  }
});

it('tells callers apart who have not signed, have signed wrongly, or may not', () => {
  const responses = Object.values(resourcesOf(plain.service, 'AWS::ApiGateway::GatewayResponse'))
    .map(({ Properties }) => Properties)
    .filter(({ RestApiId }) => RestApiId.Ref.startsWith('Operator'))
    .map(({ ResponseType, StatusCode, ResponseTemplates }) => [
      ResponseType,
      [StatusCode, JSON.parse(ResponseTemplates['application/json']).code],
    ]);
  expect(Object.fromEntries(responses)).toMatchObject({
    ACCESS_DENIED: ['403', 'not_permitted'],
    DEFAULT_4XX: ['403', 'signature_invalid'],
    EXPIRED_TOKEN: ['403', 'signature_invalid'],
    INVALID_SIGNATURE: ['403', 'signature_invalid'],
    MISSING_AUTHENTICATION_TOKEN: ['403', 'signature_missing'],
    THROTTLED: ['429', 'rate_limited'],
  });
});

it('makes its address and the ARN of each policy known', () => {
  const outputs = Object.keys(plain.service.toJSON().Outputs);
  expect(outputs).toEqual(
    expect.arrayContaining([
      'OperatorApiUrl',
      'OperatorReadPolicyArn',
      'OperatorSupportPolicyArn',
      'OperatorProvisionPolicyArn',
    ]),
  );
});
