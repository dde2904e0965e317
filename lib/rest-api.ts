import { RemovalPolicy, type Size } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { Settings } from './settings.ts';

/** The only stage of each API. Latchkey's own stages are separate sets of stacks. */
const stageName = 'live';

export interface RestApiOptions {
  name: string;
  description: string;
  settings: Settings;
  /** What the access log tells of a call (lambdas/contract/access-log.ts). */
  accessLogFields: Readonly<Record<string, string>>;
  rateLimit: number;
  burstLimit: number;
  /** From which size on responses are compressed for those who accept it. None is by default. */
  compressedFrom?: Size;
  /** Whether only a domain of the operator's leads to it. */
  isDefaultAddressClosed?: boolean;
}

/**
 * A regional REST API with access log and throttling. Bodies pass as bytes, so that those that are
 * not UTF-8 reach the functions and the upstream unchanged.
 */
export function createRestApi(
  scope: Construct,
  id: string,
  options: RestApiOptions,
): { api: apigateway.RestApi; accessLog: LogGroup } {
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
    ...(options.compressedFrom && { minCompressionSize: options.compressedFrom }),
    cloudWatchRole: false,
    ...(options.isDefaultAddressClosed && { disableExecuteApiEndpoint: true }),
    deployOptions: {
      stageName,
      // Those of the whole API come without; those of each method cost by the month, and no alarm needs them.
      metricsEnabled: false,
      tracingEnabled: options.settings.tracing,
      // Only errors: at INFO, API Gateway logs request headers, credentials included.
      loggingLevel: apigateway.MethodLoggingLevel.ERROR,
      dataTraceEnabled: false,
      accessLogDestination: new apigateway.LogGroupLogDestination(accessLog),
      accessLogFormat: formatAccessLog(options.accessLogFields),
      throttlingRateLimit: options.rateLimit,
      throttlingBurstLimit: options.burstLimit,
    },
  });
  // API Gateway would create this group itself, without an end to what it keeps.
  const executionLog = new LogGroup(scope, `${id}ExecutionLog`, {
    logGroupName: `API-Gateway-Execution-Logs_${api.restApiId}/${stageName}`,
    retention: options.settings.logRetentionDays,
    removalPolicy: RemovalPolicy.DESTROY,
  });
  api.deploymentStage.node.addDependency(executionLog);
  acknowledge(api, {
    'Serverless-APIGWXrayEnabled':
      'Traces can cost more than the calls: they are a setting (docs/settings.md).',
    'AwsSolutions-APIG2':
      'The functions validate requests and list all errors at once; API Gateway would name only the first.',
    'AwsSolutions-APIG3': 'A web application firewall costs a monthly fee: it is a setting (firewall).',
  });
  return { api, accessLog };
}

/** One JSON object a line. */
export function formatAccessLog(fields: Readonly<Record<string, string>>): apigateway.AccessLogFormat {
  return apigateway.AccessLogFormat.custom(JSON.stringify(fields));
}
