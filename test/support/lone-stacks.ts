import { App, type Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { DataStack } from '../../lib/data-stack.ts';
import { ServiceStack } from '../../lib/service-stack.ts';
import { readSettings } from '../../lib/settings.ts';
import { sender } from './sender.ts';

/**
 * The names of the exports of the first two stacks, where no other stack asks for any.
 * @param outdir where synthesis writes
 */
export function listExportsWithoutImports(outdir: string) {
  const app = new App({ outdir, context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [] } });
  const settings = readSettings((name) => (name === 'senderEmail' ? sender.senderEmail : undefined));
  const data = new DataStack(app, 'Data', { settings });
  const { table, userPool } = data;
  const service = new ServiceStack(app, 'Service', { settings, table, userPool });
  const exportsOf = (stack: Stack) =>
    Object.keys(Template.fromStack(stack).toJSON().Outputs ?? {}).filter((name) =>
      name.startsWith('ExportsOutput'),
    );
  return { data: exportsOf(data), service: exportsOf(service) };
}
