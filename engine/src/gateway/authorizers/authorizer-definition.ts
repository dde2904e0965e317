import type { Resource } from '../../assembly/template.ts';

/** An authorizer as its template describes it. */
export interface AuthorizerDefinition {
  readonly id: string;
  readonly type: 'REQUEST' | 'TOKEN' | 'COGNITO_USER_POOLS';
  /** The function's URI; empty for user pools. */
  readonly uri: string;
  readonly resultTtlSeconds: number;
  /** Mapping expressions such as `method.request.header.Authorization`. */
  readonly identitySources: readonly string[];
  /** The pattern of a TOKEN authorizer's token. */
  readonly validation: RegExp | undefined;
  readonly userPoolArns: readonly string[];
}

/** AWS's default. */
const defaultTtlSeconds = 300;

/** @returns the authorizers by id */
export function readAuthorizers(resources: Resource[]): Map<string, AuthorizerDefinition> {
  return new Map(resources.map((resource) => [resource.reference, readAuthorizer(resource)]));
}

function readAuthorizer(resource: Resource): AuthorizerDefinition {
  const type = resource.text('Type');
  if (type !== 'REQUEST' && type !== 'TOKEN' && type !== 'COGNITO_USER_POOLS') {
    throw new Error(`${resource.path}: unknown authorizer type ${type}`);
  }
  const expression = resource.optionalText('IdentityValidationExpression');
  const sources = resource.optionalText('IdentitySource') ?? '';
  return {
    id: resource.reference,
    type,
    uri: type === 'COGNITO_USER_POOLS' ? '' : resource.text('AuthorizerUri'),
    resultTtlSeconds: resource.number('AuthorizerResultTtlInSeconds') ?? defaultTtlSeconds,
    identitySources: sources
      .split(',')
      .map((source) => source.trim())
      .filter((source) => source !== ''),
    validation: expression === undefined ? undefined : new RegExp(`^(?:${expression})$`),
    userPoolArns: resource.texts('ProviderARNs'),
  };
}
