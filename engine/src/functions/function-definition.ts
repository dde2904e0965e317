import type { Assembly } from '../assembly/assembly.ts';
import { functionArn } from '../assembly/physical-names.ts';
import { accountId, region } from '../assembly/pseudo-parameters.ts';
import type { Resource } from '../assembly/template.ts';
import { accessKeyIdOf } from './access-key-id.ts';

/** A Lambda function as its template describes it. */
export interface FunctionDefinition {
  readonly name: string;
  readonly arn: string;
  /** Such as `index.handler`: file and export. */
  readonly handler: string;
  readonly code: FunctionCode;
  readonly environment: Readonly<Record<string, string>>;
  readonly timeoutMs: number;
  readonly memoryMb: number;
}

/** The folder of the bundle, or the text of the only file. */
export type FunctionCode = { readonly folder: string } | { readonly inline: string };

/**
 * @param endpoints variables that point the AWS SDK to the local stand-ins; the template's own win
 * @throws naming the function, if it doesn't run on Node
 */
export function readFunction(
  resource: Resource,
  assembly: Assembly,
  endpoints: Record<string, string>,
): FunctionDefinition {
  const runtime = resource.optionalText('Runtime');
  if (runtime === undefined || !runtime.startsWith('nodejs')) {
    throw new Error(
      `${resource.path}: the local engine runs Node functions, not ${runtime ?? 'container images'}`,
    );
  }
  const name = resource.physicalName;
  const memoryMb = resource.number('MemorySize') ?? 128;
  return {
    name,
    arn: functionArn(name),
    handler: resource.text('Handler'),
    code: readCode(resource, assembly),
    environment: {
      ...endpoints,
      ...lambdaEnvironment(name, memoryMb),
      ...resource.textMap('Environment.Variables'),
    },
    timeoutMs: (resource.number('Timeout') ?? 3) * 1000,
    memoryMb,
  };
}

/** The name in a function's ARN, with or without a version or an alias; undefined if it isn't one. */
export function functionNameOf(arn: string): string | undefined {
  return arn.match(new RegExp(`:lambda:${region}:${accountId}:function:([A-Za-z0-9_-]+)`))?.[1];
}

function readCode(resource: Resource, assembly: Assembly): FunctionCode {
  const inline = resource.optionalText('Code.ZipFile');
  if (inline !== undefined) return { inline };
  const asset = assembly.asset(resource.text('Code.S3Key'));
  if (asset.isArchive)
    throw new Error(`${resource.path}: the local engine runs code from folders, not from archives`);
  return { folder: asset.path };
}

// The real runtime's variables that code is known to read. By the credentials the stand-ins know which
// function calls them.
function lambdaEnvironment(name: string, memoryMb: number): Record<string, string> {
  return {
    AWS_REGION: region,
    AWS_DEFAULT_REGION: region,
    AWS_ACCESS_KEY_ID: accessKeyIdOf(name),
    AWS_SECRET_ACCESS_KEY: 'local',
    AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x',
    AWS_LAMBDA_FUNCTION_NAME: name,
    AWS_LAMBDA_FUNCTION_VERSION: '$LATEST',
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(memoryMb),
    AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand',
    AWS_LAMBDA_LOG_GROUP_NAME: `/aws/lambda/${name}`,
    AWS_LAMBDA_LOG_STREAM_NAME: 'local',
    LAMBDA_TASK_ROOT: '/var/task',
    TZ: ':UTC',
  };
}
