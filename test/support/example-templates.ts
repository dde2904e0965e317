import { createRequire } from 'node:module';
import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { AccessLogFormat, LogGroupLogDestination, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import cdkJson from '../../cdk.json' with { type: 'json' };
import type * as Api from '../../examples/attach-to-your-api.ts';
import { RotationStack } from '../../examples/secrets-manager-rotation/rotation-stack.ts';
import { KeyAuthorizer, type KeyAuthorizerProps } from '../../lib/key-authorizer.ts';

/** The secret that the example of a rotation is given. */
export const exampleSecretArn = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:a-AbCdEf';

/**
 * The templates of the stacks in examples/.
 * @param outdir where synthesis writes
 */
export function synthesizeExamples(outdir: string) {
  const context = { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] };
  const { OrdersStack } = loadExamples(context, outdir);
  const props = { tableName: 'the-table', keyPrefix: 'abc' };
  const orders = new OrdersStack(new App({ outdir, context }), 'Orders', props);
  const rotation = new RotationStack(new App({ outdir, context }), 'Rotation', {
    secretArn: exampleSecretArn,
    gatewayUrl: 'https://api.example.com',
    everyDays: 30,
    email: 'you@example.com',
    env: { account: '111122223333', region: 'eu-west-1' },
  });
  return {
    rotation: Template.fromStack(rotation).toJSON(),
    orders: Template.fromStack(orders).toJSON(),
    useFaults: findUseFaults(new App({ context })),
  };
}

/** What a key authorizer finds wrong with the access logs of APIs. */
function findUseFaults(app: App) {
  const stack = new Stack(app, 'Faults');
  const table = TableV2.fromTableName(stack, 'Table', 'the-table');
  const authorizer = (name: string, use: KeyAuthorizerProps['use']) =>
    new KeyAuthorizer(stack, name, { table, keyPrefix: 'abc', use });
  const validate = (name: string, accessLogFormat: AccessLogFormat | null) => {
    const accessLog = new LogGroup(stack, `${name}Log`);
    const keys = authorizer(name, { accessLog });
    if (accessLogFormat) {
      const accessLogDestination = new LogGroupLogDestination(accessLog);
      const api = new RestApi(stack, `${name}Api`, {
        deployOptions: { accessLogDestination, accessLogFormat },
      });
      api.root.addMethod('GET', undefined, keys.methodOptions);
    }
    return keys.node.validate();
  };
  return {
    counted: validate('Counted', KeyAuthorizer.accessLogFormat),
    otherFormat: validate('OtherFormat', AccessLogFormat.clf()),
    noStage: validate('NoStage', null),
    notCounted: authorizer('NotCounted', 'not-counted').node.validate(),
  };
}

export type ExampleTemplates = ReturnType<typeof synthesizeExamples>;

/**
 * It makes an app of its own as well when it is loaded, which takes its context and the folder to write to from
 * variables; so would every other app.
 */
function loadExamples(context: Record<string, unknown>, outdir: string): typeof Api {
  // Not by `import`, which would let others synthesize in the meantime.
  const require = createRequire(import.meta.url);
  const temporaryFolder = process.env.TMPDIR;
  process.env.CDK_CONTEXT_JSON = JSON.stringify(context);
  process.env.TMPDIR = outdir;
  try {
    return require('../../examples/attach-to-your-api.ts');
  } finally {
    delete process.env.CDK_CONTEXT_JSON;
    if (temporaryFolder === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = temporaryFolder;
  }
}
