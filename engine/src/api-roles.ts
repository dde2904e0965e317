import type { Assembly } from './assembly/assembly.ts';
import { readDistribution } from './cloudfront/distribution.ts';

/** Which REST API is served where, by ID. */
export interface ApiRoles {
  readonly all: readonly string[];
  /** The one with its own port; undefined if all are behind the portal. */
  readonly gateway: string | undefined;
  /** The one with IAM authorization, on a port of its own; undefined if there is none. */
  readonly operator: string | undefined;
}

/**
 * The API behind the distribution is the portal's. Of the others, the first with a Lambda authorizer is the
 * gateway, and the first with IAM authorization the operator's.
 */
export function readApiRoles(assembly: Assembly): ApiRoles {
  const all = assembly.resources('AWS::ApiGateway::RestApi').map((api) => api.physicalName);
  const behaviors = readDistribution(assembly)?.behaviors ?? [];
  const behindPortal = behaviors.map(({ origin }) => (origin.kind === 'api' ? origin.restApiId : undefined));
  const signed = assembly
    .resources('AWS::ApiGateway::Method')
    .filter((method) => method.optionalText('AuthorizationType') === 'AWS_IAM')
    .map((method) => method.text('RestApiId'));
  const operator = all.find((id) => signed.includes(id) && !behindPortal.includes(id));
  const others = all.filter((id) => !behindPortal.includes(id) && id !== operator);
  const guarded = assembly
    .resources('AWS::ApiGateway::Authorizer')
    .filter((authorizer) => authorizer.text('Type') !== 'COGNITO_USER_POOLS')
    .map((authorizer) => authorizer.text('RestApiId'));
  return { all, operator, gateway: others.find((id) => guarded.includes(id)) ?? others[0] };
}
