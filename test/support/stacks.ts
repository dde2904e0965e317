import { Template } from 'aws-cdk-lib/assertions';
import { shared } from './shared/shared.ts';
import type { Templates } from './templates.ts';

/** The stacks as `cdk synth` makes them, with changed settings. Each set of settings is synthesized once per run of the tests. */
export async function synthesize(changes: Record<string, unknown> = {}) {
  const { data, service, portal, notices, watch, certificates, tags, terminationProtection } =
    await shared<Templates>('templates', JSON.stringify(changes));
  return {
    data: Template.fromJSON(data),
    service: Template.fromJSON(service),
    portal: Template.fromJSON(portal),
    notices: Template.fromJSON(notices),
    watch: Template.fromJSON(watch),
    certificates: certificates && Template.fromJSON(certificates),
    tags,
    terminationProtection,
  };
}

export type Synthesis = Awaited<ReturnType<typeof synthesize>>;

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
