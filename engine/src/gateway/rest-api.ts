import type { Assembly } from '../assembly/assembly.ts';
import type { JsonObject } from '../assembly/json.ts';
import type { Resource } from '../assembly/template.ts';
import { type LocalCaller, readLocalCallers } from '../iam/local-callers.ts';
import { type AuthorizerDefinition, readAuthorizers } from './authorizers/authorizer-definition.ts';
import { type Integration, readIntegration } from './integrations/integration-definition.ts';
import { RouteTree } from './route-tree.ts';
import { readStage, type Stage } from './stage.ts';

/** A REST API as its templates describe it. */
export interface RestApi {
  readonly id: string;
  /** Stack and logical id, for messages. */
  readonly path: string;
  readonly stage: Stage;
  readonly binaryMediaTypes: readonly string[];
  /** In bytes: smaller responses are not compressed. Undefined: none is. */
  readonly minimumCompressionSize: number | undefined;
  readonly routes: RouteTree<Method>;
  readonly gatewayResponses: ReadonlyMap<string, GatewayResponse>;
  /** Who may call methods with IAM authorization. */
  readonly callers: readonly LocalCaller[];
}

/** One method of one resource. */
export interface Method {
  readonly resourceId: string;
  /** Such as `/v1/keys/{accessKey}`. */
  readonly resourcePath: string;
  /** Such as `GET`, or `ANY`. */
  readonly httpMethod: string;
  /** `NONE`, `AWS_IAM`, `CUSTOM` or `COGNITO_USER_POOLS`. */
  readonly authorizationType: string;
  readonly authorizer: AuthorizerDefinition | undefined;
  readonly apiKeyRequired: boolean;
  readonly integration: Integration;
  /** Parameters that the validator requires, such as `method.request.querystring.limit`. */
  readonly requiredParameters: readonly string[];
  /** The validator's JSON schemas for the body, by content type; undefined if it doesn't validate bodies. */
  readonly bodySchemas: Readonly<Record<string, JsonObject>> | undefined;
}

export interface GatewayResponse {
  readonly status: number | undefined;
  /** Header name to mapping expression. */
  readonly headers: Readonly<Record<string, string>>;
  /** Content type to template. */
  readonly templates: Readonly<Record<string, string>>;
}

/** @param api a resource of type `AWS::ApiGateway::RestApi` */
export function readRestApi(api: Resource, assembly: Assembly): RestApi {
  const id = api.physicalName;
  if (api.value('Body') !== undefined || api.value('BodyS3Location') !== undefined) {
    throw new Error(
      `${api.path}: the local engine supports REST APIs made of resources, not of an OpenAPI body`,
    );
  }
  const own = (type: string) =>
    assembly.resources(type).filter((resource) => resource.text('RestApiId') === id);
  return {
    id,
    path: api.path,
    stage: readStage(own('AWS::ApiGateway::Stage')),
    binaryMediaTypes: api.texts('BinaryMediaTypes'),
    minimumCompressionSize: api.number('MinimumCompressionSize'),
    routes: readRoutes(api, own),
    gatewayResponses: new Map(
      own('AWS::ApiGateway::GatewayResponse').map((resource) => [
        resource.text('ResponseType'),
        readGatewayResponse(resource),
      ]),
    ),
    callers: readLocalCallers(assembly),
  };
}

type Own = (type: string) => Resource[];

function readRoutes(api: Resource, own: Own): RouteTree<Method> {
  const paths = resourcePaths(api.attribute('RootResourceId'), own('AWS::ApiGateway::Resource'));
  const authorizers = readAuthorizers(own('AWS::ApiGateway::Authorizer'));
  const routes = new RouteTree<Method>();
  for (const resource of own('AWS::ApiGateway::Method')) {
    const path = paths.get(resource.text('ResourceId'));
    if (path === undefined)
      throw new Error(`${resource.path}: the method belongs to no resource of ${api.path}`);
    const method = readMethod(resource, path, authorizers, own);
    routes.add(path, method.httpMethod, method);
  }
  return routes;
}

function resourcePaths(rootId: string, resources: Resource[]): Map<string, string> {
  const byId = new Map(resources.map((resource) => [resource.reference, resource]));
  const pathOf = (id: string): string => {
    if (id === rootId) return '';
    const resource = byId.get(id);
    if (resource === undefined) throw new Error(`there is no API resource ${id}`);
    return `${pathOf(resource.text('ParentId'))}/${resource.text('PathPart')}`;
  };
  return new Map([[rootId, '/'], ...[...byId.keys()].map((id): [string, string] => [id, pathOf(id)])]);
}

function readMethod(
  resource: Resource,
  resourcePath: string,
  authorizers: ReadonlyMap<string, AuthorizerDefinition>,
  own: Own,
): Method {
  const authorizationType = resource.text('AuthorizationType');
  const authorizer = authorizers.get(resource.optionalText('AuthorizerId') ?? '');
  if (authorizationType !== 'NONE' && authorizationType !== 'AWS_IAM' && authorizer === undefined) {
    throw new Error(
      `${resource.path}: the local engine does not support the authorization ${authorizationType}`,
    );
  }
  if (resource.list('AuthorizationScopes').length > 0) {
    throw new Error(`${resource.path}: the local engine does not support authorization scopes`);
  }
  const validator = own('AWS::ApiGateway::RequestValidator').find(
    (candidate) => candidate.reference === resource.optionalText('RequestValidatorId'),
  );
  return {
    resourceId: resource.text('ResourceId'),
    resourcePath,
    httpMethod: resource.text('HttpMethod').toUpperCase(),
    authorizationType,
    authorizer: authorizationType === 'NONE' || authorizationType === 'AWS_IAM' ? undefined : authorizer,
    apiKeyRequired: resource.optionalText('ApiKeyRequired') === 'true',
    integration: readIntegration(resource),
    requiredParameters:
      validator?.optionalText('ValidateRequestParameters') === 'true' ? requiredParameters(resource) : [],
    bodySchemas:
      validator?.optionalText('ValidateRequestBody') === 'true' ? bodySchemas(resource, own) : undefined,
  };
}

function requiredParameters(resource: Resource): string[] {
  const parameters = Object.entries(resource.textMap('RequestParameters'));
  return parameters.filter(([, required]) => required === 'true').map(([name]) => name);
}

function bodySchemas(resource: Resource, own: Own): Record<string, JsonObject> {
  const models = own('AWS::ApiGateway::Model');
  const names = Object.entries(resource.textMap('RequestModels'));
  return Object.fromEntries(
    names.map(([contentType, name]) => {
      const model = models.find(
        (candidate) => (candidate.optionalText('Name') ?? candidate.reference) === name,
      );
      return [contentType, model?.object('Schema') ?? {}];
    }),
  );
}

function readGatewayResponse(resource: Resource): GatewayResponse {
  const prefix = 'gatewayresponse.header.';
  const parameters = Object.entries(resource.textMap('ResponseParameters'));
  return {
    status: resource.number('StatusCode'),
    headers: Object.fromEntries(
      parameters
        .filter(([name]) => name.startsWith(prefix))
        .map(([name, value]) => [name.slice(prefix.length), value]),
    ),
    templates: resource.textMap('ResponseTemplates'),
  };
}
