import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from './stacks.ts';

export interface Route {
  /** Such as `GET /api/v1/keys/{accessKey}`. */
  route: string;
  authorization: string;
  /** The integration's type, such as `MOCK`. */
  integration: string;
}

/** The routes of the REST API in a template whose logical id begins with `apiPrefix`. */
export function readRoutes(template: Template, apiPrefix: string): Route[] {
  const resources = resourcesOf(template, 'AWS::ApiGateway::Resource');
  const pathOf = (id: string): string => {
    const { ParentId, PathPart } = resources[id]?.Properties ?? {};
    return PathPart ? `${ParentId.Ref ? pathOf(ParentId.Ref) : ''}/${PathPart}` : '';
  };
  return Object.values(resourcesOf(template, 'AWS::ApiGateway::Method'))
    .map(({ Properties }) => Properties)
    .filter(({ RestApiId }) => RestApiId.Ref.startsWith(apiPrefix))
    .map(({ HttpMethod, ResourceId, AuthorizationType, Integration }) => ({
      route: `${HttpMethod} ${ResourceId.Ref ? pathOf(ResourceId.Ref) : '/'}`,
      authorization: AuthorizationType,
      integration: Integration.Type,
    }));
}
