import { absentUpstream } from '../support/engine-assembly.ts';
import { synthesize } from '../support/stacks.ts';

interface TemplateText {
  Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

/**
 * For the engine's `rewrite`: gives the service's template other settings, and leaves its bundled functions
 * as they are, so that nothing has to be bundled again.
 */
export async function withSettings(changes: Record<string, unknown>): Promise<(template: string) => string> {
  const { service } = await synthesize({ stage: 'local', upstreamUrl: absentUpstream, ...changes });
  const changed = service.toJSON() as TemplateText;
  return (text) => {
    const template = JSON.parse(text) as TemplateText;
    const isService = Object.values(template.Resources).some(
      ({ Type }) => Type === 'AWS::ApiGateway::RestApi',
    );
    if (!isService) return text;
    const Resources = Object.entries(changed.Resources).map(([id, resource]) => {
      const Code = template.Resources[id]?.Properties.Code;
      const Properties = { ...resource.Properties, Code };
      return [id, resource.Type === 'AWS::Lambda::Function' ? { ...resource, Properties } : resource];
    });
    return JSON.stringify({ ...template, Resources: Object.fromEntries(Resources) });
  };
}
