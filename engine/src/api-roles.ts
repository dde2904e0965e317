import type { Assembly } from './assembly/assembly.ts';
import { readDistribution } from './cloudfront/distribution.ts';

/** Which REST API is served where, by ID. */
export interface ApiRoles {
  readonly all: readonly string[];
  /** The one with its own port; undefined if all are behind the portal. */
  readonly gateway: string | undefined;
}

/**
 * The API behind the distribution is the portal's. Of the others, the first with a Lambda authorizer is the
 * gateway.
 */
export function readApiRoles(assembly: Assembly): ApiRoles {
  const all = assembly.resources('AWS::ApiGateway::RestApi').map((api) => api.physicalName);
  const behaviors = readDistribution(assembly)?.behaviors ?? [];
  const behindPortal = behaviors.map(({ origin }) => (origin.kind === 'api' ? origin.restApiId : undefined));
  const others = all.filter((id) => !behindPortal.includes(id));
  const guarded = assembly
    .resources('AWS::ApiGateway::Authorizer')
    .filter((authorizer) => authorizer.text('Type') !== 'COGNITO_USER_POOLS')
    .map((authorizer) => authorizer.text('RestApiId'));
  return { all, gateway: others.find((id) => guarded.includes(id)) ?? others[0] };
}
