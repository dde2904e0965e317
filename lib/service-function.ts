import { fileURLToPath } from 'node:url';
import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  ApplicationLogLevel,
  Architecture,
  type IDestination,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EnvironmentVariable } from '../lambdas/adapters/environment.ts';
import { acknowledge } from './acknowledge.ts';
import { metricsNamespace } from './metrics.ts';

export interface ServiceFunctionProps {
  /** The entry point: a file in lambdas/handlers/, without its extension. */
  entry: string;
  description: string;
  environment?: Partial<Record<EnvironmentVariable, string>>;
  /** In MiB; the share of a CPU grows with it. */
  memorySize?: number;
  timeout?: Duration;
  logRetentionDays: number;
  /** Whether X-Ray samples its calls. */
  tracing?: boolean;
  /** Where events go that failed in spite of Lambda's retries. */
  onFailure?: IDestination;
  /** Why no event is lost unnoticed, for a function that nobody waits for. */
  failuresAre?: string;
}

/**
 * Parts of the SDK that are loaded lazily to find credentials in places that a Lambda function does not have.
 * Leaving them out makes a bundle a third smaller.
 */
const unusedCredentialSources = [
  '@aws-sdk/credential-provider-sso',
  '@aws-sdk/credential-provider-ini',
  '@aws-sdk/credential-provider-process',
  '@aws-sdk/credential-provider-web-identity',
  '@aws-sdk/credential-provider-http',
  '@aws-sdk/credential-provider-login',
  '@smithy/credential-provider-imds',
];

/**
 * How functions are bundled, as esbuild options; tests hold the resulting bundles to their size limits.
 * The condition `rendered` picks the generated OpenAPI document rather than the code that generates it
 * (`imports` in package.json); esbuild adds `module` only if no condition is given.
 */
export const bundling = {
  format: OutputFormat.CJS,
  target: 'node24',
  mainFields: ['module', 'main'],
  minify: true,
  conditions: ['module', 'rendered'],
  external: unusedCredentialSources,
};

/**
 * A Lambda function of Latchkey: Node.js 24 on arm64, with its code and the SDK bundled into one CommonJS
 * file, which starts faster than the runtime's SDK or ES modules (docs/adr/0006-bundling.md).
 */
export class ServiceFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const root = fileURLToPath(new URL('..', import.meta.url));
    super(scope, id, {
      entry: `${root}lambdas/handlers/${props.entry}.ts`,
      depsLockFilePath: `${root}package-lock.json`,
      projectRoot: root,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySize ?? 512,
      timeout: props.timeout ?? Duration.seconds(15),
      tracing: props.tracing ? Tracing.ACTIVE : Tracing.DISABLED,
      // At INFO, Lambda adds three lines of its own to each call, which cost more to keep than the rest.
      loggingFormat: LoggingFormat.JSON,
      systemLogLevelV2: SystemLogLevel.WARN,
      applicationLogLevelV2: ApplicationLogLevel.INFO,
      ...(props.onFailure && { onFailure: props.onFailure }),
      environment: {
        ...props.environment,
        POWERTOOLS_SERVICE_NAME: Stack.of(scope).stackName,
        POWERTOOLS_METRICS_NAMESPACE: metricsNamespace,
      },
      logGroup: new LogGroup(scope, `${id}Logs`, {
        retention: props.logRetentionDays,
        removalPolicy: RemovalPolicy.DESTROY,
      }),
      bundling: {
        format: bundling.format,
        target: bundling.target,
        mainFields: bundling.mainFields,
        minify: bundling.minify,
        externalModules: bundling.external,
        bundleAwsSDK: true,
        esbuildArgs: { '--conditions': bundling.conditions.join(',') },
      },
    });
    acknowledge(this, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]':
        'The managed policy only lets the function write its log.',
      'Serverless-LambdaDLQ':
        props.failuresAre ?? 'API Gateway waits for the response, so no event is lost unnoticed.',
      'Serverless-LambdaTracing':
        'Traces can cost more than the calls: they are a setting (docs/settings.md).',
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray trace segments have no resource to name.',
    });
  }
}
