import { isObject, scalarText, textsOf } from '../../assembly/json.ts';
import type { Resource } from '../../assembly/template.ts';
import { GatewayError } from '../gateway-error.ts';

/** What a method does with a request, as its template describes it. */
export interface Integration {
  /** `AWS_PROXY`, `HTTP_PROXY`, `MOCK`, or one that the engine doesn't support. */
  readonly type: string;
  readonly uri: string;
  readonly httpMethod: string | undefined;
  /** `CONVERT_TO_TEXT`, `CONVERT_TO_BINARY`; undefined: bodies pass as they are. For the request. */
  readonly contentHandling: string | undefined;
  /** Destination such as `integration.request.header.x-account` to mapping expression. */
  readonly parameters: Readonly<Record<string, string>>;
  readonly requestTemplates: Readonly<Record<string, string>>;
  readonly responses: readonly IntegrationResponse[];
  readonly timeoutMs: number;
}

/** One of the responses of an integration that isn't a proxy. */
interface IntegrationResponse {
  readonly status: number;
  /** The statuses of the integration that it is for; undefined for all others. */
  readonly selectionPattern: RegExp | undefined;
  /** Header name to mapping expression. */
  readonly headers: Readonly<Record<string, string>>;
  readonly templates: Readonly<Record<string, string>>;
  /** As in the integration, but for the response. */
  readonly contentHandling: string | undefined;
}

/** @throws API_CONFIGURATION_ERROR if a mapping sets one of these headers (in lower case), as on AWS */
export function requireMappable({ parameters }: Integration, unmappable: readonly string[]): void {
  const prefix = 'integration.request.header.';
  const refused = Object.keys(parameters).find(
    (name) => name.startsWith(prefix) && unmappable.includes(name.slice(prefix.length).toLowerCase()),
  );
  if (refused === undefined) return;
  throw new GatewayError('API_CONFIGURATION_ERROR', { cause: `AWS refuses a mapping to ${refused}` });
}

/** API Gateway's default and longest timeout. */
const defaultTimeoutMs = 29_000;

/** @param method a resource of type `AWS::ApiGateway::Method` */
export function readIntegration(method: Resource): Integration {
  return {
    type: method.optionalText('Integration.Type') ?? 'MOCK',
    uri: method.optionalText('Integration.Uri') ?? '',
    httpMethod: method.optionalText('Integration.IntegrationHttpMethod'),
    contentHandling: method.optionalText('Integration.ContentHandling'),
    parameters: method.textMap('Integration.RequestParameters'),
    requestTemplates: method.textMap('Integration.RequestTemplates'),
    responses: method.list('Integration.IntegrationResponses').flatMap((item) => {
      if (!isObject(item)) return [];
      const pattern = scalarText(item.SelectionPattern);
      return [
        {
          status: Number(scalarText(item.StatusCode) ?? 200),
          selectionPattern:
            pattern === undefined || pattern === '' ? undefined : new RegExp(`^(?:${pattern})$`),
          headers: Object.fromEntries(
            Object.entries(textsOf(item.ResponseParameters)).map(([name, value]) => [
              name.replace('method.response.header.', ''),
              value,
            ]),
          ),
          templates: textsOf(item.ResponseTemplates),
          contentHandling: scalarText(item.ContentHandling),
        },
      ];
    }),
    timeoutMs: method.number('Integration.TimeoutInMillis') ?? defaultTimeoutMs,
  };
}
