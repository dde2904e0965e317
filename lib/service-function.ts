import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Architecture, Runtime, Tracing } from 'aws-cdk-lib/aws-lambda';
import { NodejsFunction, OutputFormat } from 'aws-cdk-lib/aws-lambda-nodejs';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EnvironmentVariable } from '../lambdas/adapters/environment.ts';
import { acknowledge } from './acknowledge.ts';
import { metricsNamespace } from './metrics.ts';

export interface ServiceFunctionProps {
  /** The entry point: a file in lambdas/handlers/, without its ending. */
  entry: string;
  description: string;
  environment?: Partial<Record<EnvironmentVariable, string>>;
  /** MiB; the share of a processor grows with it. */
  memorySize?: number;
  timeout?: Duration;
  logRetentionDays: number;
}

/**
 * Parts of the SDK that it loads lazily, to find credentials in places that a Lambda function has not: left out of the bundle,
 * which takes a third of its size away.
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
 * How functions are bundled, in esbuild's words; the tests hold the bundles of this to their bounds.
 * The condition `rendered` takes the OpenAPI document as it was written once, not the code that makes it (`imports` in package.json);
 * `module` is what esbuild adds by itself only where no condition is given.
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
 * A Lambda function as all of Latchkey's are: Node.js 24 on arm64, its code and the SDK bundled into one CommonJS file, which starts
 * faster than the SDK of the runtime or ES modules do (docs/adr/0006-bundling.md).
 */
export class ServiceFunction extends NodejsFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    const root = new URL('..', import.meta.url).pathname;
    super(scope, id, {
      entry: `${root}lambdas/handlers/${props.entry}.ts`,
      depsLockFilePath: `${root}package-lock.json`,
      projectRoot: root,
      description: props.description,
      runtime: Runtime.NODEJS_24_X,
      architecture: Architecture.ARM_64,
      memorySize: props.memorySize ?? 512,
      timeout: props.timeout ?? Duration.seconds(15),
      tracing: Tracing.ACTIVE,
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
        'The managed policy lets the function write its log and nothing else.',
      'Serverless-LambdaDLQ': 'API Gateway waits for the answer, so no event can be lost unseen.',
      'AwsSolutions-IAM5[Resource::*]': 'X-Ray takes trace segments without naming a resource.',
    });
  }
}
