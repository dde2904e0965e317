import {
  AuthorizationType,
  ContentHandling,
  type IResource,
  MockIntegration,
  PassthroughBehavior,
} from 'aws-cdk-lib/aws-apigateway';
import { problemCatalogue } from '../lambdas/core/problem-catalogue.ts';
import { acknowledge } from './acknowledge.ts';
import { problemTemplate } from './gateway-responses.ts';

/**
 * Responds to every path and method below a resource that has no route of its own with 404. Without this, API
 * Gateway takes such a request for one that lacks an AWS signature, and its response depends on whether
 * there is an `Authorization` header.
 * @param headers additional headers; values are mapping expressions, with static text in single quotes
 */
export function refuseUnknownRoutes(root: IResource, headers: Record<string, string> = {}): void {
  // A resource that lacks the method does not end the search: its requests come here too.
  for (const resource of [root, root.addResource('{proxy+}')]) refuseOtherMethods(resource, headers);
}

/** Responds to every method of a resource that has no route of its own with 404. */
export function refuseOtherMethods(resource: IResource, headers: Record<string, string> = {}): void {
  const { status } = problemCatalogue.not_found;
  const responseHeaders = Object.entries({
    'Content-Type': "'application/problem+json'",
    'Cache-Control': "'no-store'",
    ...headers,
  }).map(([name, value]) => [`method.response.header.${name}`, value] as const);
  const integration = new MockIntegration({
    // A body of another type than JSON becomes UNSUPPORTED_MEDIA_TYPE, which also becomes a 404.
    passthroughBehavior: PassthroughBehavior.NEVER,
    // With all media types binary, a template can read or write a body only as text.
    contentHandling: ContentHandling.CONVERT_TO_TEXT,
    requestTemplates: { 'application/json': JSON.stringify({ statusCode: status }) },
    integrationResponses: [
      {
        statusCode: String(status),
        contentHandling: ContentHandling.CONVERT_TO_TEXT,
        responseTemplates: { 'application/json': problemTemplate('not_found') },
        responseParameters: Object.fromEntries(responseHeaders),
      },
    ],
  });
  const method = resource.addMethod('ANY', integration, {
    authorizationType: AuthorizationType.NONE,
    methodResponses: [
      {
        statusCode: String(status),
        responseParameters: Object.fromEntries(responseHeaders.map(([name]) => [name, true])),
      },
    ],
  });
  const reason = 'It answers that there is nothing here, which needs no credential.';
  acknowledge(method, { 'AwsSolutions-APIG4': reason, 'AwsSolutions-COG4': reason });
}
