import { RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Settings } from './settings.ts';

/** The only stage of each API. Latchkey's own stages are separate sets of stacks. */
const stageName = 'live';

/** The access log of a call: no headers, query or body, so that no credential can get into it. */
const accessLogFormat = apigateway.AccessLogFormat.custom(
  JSON.stringify({
    requestId: '$context.requestId',
    time: '$context.requestTime',
    ip: '$context.identity.sourceIp',
    method: '$context.httpMethod',
    path: '$context.path',
    status: '$context.status',
    responseType: '$context.error.responseType',
    accountId: '$context.authorizer.accountId',
    accessKey: '$context.authorizer.accessKey',
    code: '$context.authorizer.code',
    latencyMs: '$context.responseLatency',
    responseBytes: '$context.responseLength',
  }),
);

/**
 * A regional REST API with access log, metrics and throttling. Bodies pass as bytes, so that those that are
 * not UTF-8 reach the functions and the upstream unchanged.
 */
export function createRestApi(
  scope: Construct,
  id: string,
  options: { name: string; description: string; settings: Settings; rateLimit: number; burstLimit: number },
): apigateway.RestApi {
  const accessLog = new LogGroup(scope, `${id}AccessLog`, {
    retention: options.settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  const api = new apigateway.RestApi(scope, id, {
    // The dimension of the API's metrics.
    restApiName: options.name,
    description: options.description,
    endpointTypes: [apigateway.EndpointType.REGIONAL],
    binaryMediaTypes: ['*/*'],
    cloudWatchRole: false,
    deployOptions: {
      stageName,
      metricsEnabled: true,
      tracingEnabled: true,
      // Only errors: at INFO, API Gateway logs request headers, credentials included.
      loggingLevel: apigateway.MethodLoggingLevel.ERROR,
      dataTraceEnabled: false,
      accessLogDestination: new apigateway.LogGroupLogDestination(accessLog),
      accessLogFormat,
      throttlingRateLimit: options.rateLimit,
      throttlingBurstLimit: options.burstLimit,
    },
  });
  acknowledge(api, {
    'AwsSolutions-APIG2':
      'The functions validate requests and list all errors at once; API Gateway would name only the first.',
    'AwsSolutions-APIG3':
      'A web application firewall costs a monthly fee; docs/security.md says how to attach one.',
  });
  return api;
}
