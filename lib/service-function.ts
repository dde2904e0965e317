import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import {
  ApplicationLogLevel,
  Architecture,
  type IDestination,
  Function as LambdaFunction,
  LoggingFormat,
  Runtime,
  SystemLogLevel,
  Tracing,
} from 'aws-cdk-lib/aws-lambda';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import type { EnvironmentVariable } from '../lambdas/adapters/environment.ts';
import { acknowledge } from './acknowledge.ts';
import { bundleHandler } from './handler-code.ts';
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
 * A Lambda function of Latchkey: Node.js 24 on arm64, with its code and the SDK bundled into one CommonJS
 * file, which starts faster than the runtime's SDK or ES modules (docs/adr/0006-bundling.md).
 */
export class ServiceFunction extends LambdaFunction {
  constructor(scope: Construct, id: string, props: ServiceFunctionProps) {
    super(scope, id, {
      code: bundleHandler(props.entry),
      handler: 'index.handler',
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
