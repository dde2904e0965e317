import { RemovalPolicy } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Settings } from './settings.ts';

/** The name of the one stage of each API; the deployment's own stages are stacks of their own. */
const stageName = 'live';

/** What an access log tells of a call: no header, no query and no body, so that no credential can get into it. */
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
 * A regional REST API with access log, metrics and throttling. All bodies pass as bytes, so that what is not UTF-8 reaches the
 * functions and the upstream as it was sent.
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
    // The dimension of its metrics.
    restApiName: options.name,
    description: options.description,
    endpointTypes: [apigateway.EndpointType.REGIONAL],
    binaryMediaTypes: ['*/*'],
    cloudWatchRole: false,
    deployOptions: {
      stageName,
      metricsEnabled: true,
      tracingEnabled: true,
      // Errors alone: at the level of information API Gateway writes the headers of requests, credentials and all.
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
      'Requests are validated by the functions, which name every fault at once; API Gateway names the first.',
    'AwsSolutions-APIG3':
      'A web application firewall costs a monthly fee; docs/security.md tells how to attach one.',
  });
  return api;
}
