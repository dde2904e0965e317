import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { addLatchkey } from '../../lib/latchkey.ts';
import { sender } from './sender.ts';

/**
 * What `cdk synth` makes of changed settings. Functions are not bundled: no template depends on their code.
 * @param outdir where synthesis writes
 * @throws on any finding of cdk-nag that is not acknowledged
 */
export function synthesizeTemplates(changes: Record<string, unknown>, outdir: string) {
  const app = new App({
    outdir,
    context: { ...cdkJson.context, ...sender, 'aws:cdk:bundling-stacks': [], ...changes },
  });
  const { data, service, portal, notices, watch, certificates } = addLatchkey(app);
  app.synth();
  const templateOf = (stack: Stack) => Template.fromStack(stack).toJSON();
  return {
    data: templateOf(data),
    service: templateOf(service),
    portal: templateOf(portal),
    notices: templateOf(notices),
    watch: templateOf(watch),
    certificates: certificates && templateOf(certificates),
    /** The tags of each stack. */
    tags: app.node.children.flatMap((child) => (child instanceof Stack ? [child.tags.tagValues()] : [])),
    /** Whether CloudFormation refuses to delete each stack. */
    terminationProtection: app.node.children.flatMap((child) =>
      child instanceof Stack ? [child.terminationProtection] : [],
    ),
  };
}

export type Templates = ReturnType<typeof synthesizeTemplates>;
