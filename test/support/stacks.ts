import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { addLatchkey } from '../../lib/latchkey.ts';

/** The stacks as `cdk synth` makes them, with changed settings. Functions are not bundled: no template depends on their code. */
export function synthesize(changes: Record<string, unknown> = {}) {
  const app = new App({ context: { ...cdkJson.context, 'aws:cdk:bundling-stacks': [], ...changes } });
  const { data, service, portal, notices } = addLatchkey(app);
  return {
    app,
    data: Template.fromStack(data),
    service: Template.fromStack(service),
    portal: Template.fromStack(portal),
    notices: Template.fromStack(notices),
  };
}

export type Synthesis = ReturnType<typeof synthesize>;

/** A resource of a template, as far as tests look into it. */
export interface Resource {
  Type: string;
  // biome-ignore lint/suspicious/noExplicitAny: a template is untyped JSON
  Properties: any;
  DeletionPolicy?: string;
  UpdateReplacePolicy?: string;
}

export function resourcesOf(template: Template, type: string): Record<string, Resource> {
  return template.findResources(type) as Record<string, Resource>;
}
