import { synthesize } from '../../../engine/src/synthesis/synthesis.ts';
import { Engine } from '../engine.ts';
import { absentUpstream, root } from '../engine-assembly.ts';
import { synthesizeExamples } from '../example-templates.ts';
import { listExportsWithoutImports } from '../lone-stacks.ts';
import { describeTable } from '../table-description.ts';
import { synthesizeTemplates } from '../templates.ts';
import type { SharedServer } from './shared-server.ts';

/** What the test files of the product share, by name. */
export const makers = {
  /** The app as synthesis writes it, for an upstream or, when that is empty, without one: its folder. */
  assembly: (upstreamUrl: string) =>
    synthesize({ root, upstreamUrl: upstreamUrl || undefined, progress: () => undefined }),

  /** An engine for each of jest's workers, in front of an absent upstream: the first of its ports. */
  engine: async (_worker: string, server: SharedServer) => {
    const engine = await Engine.startWith(await server.get<string>('assembly', absentUpstream));
    server.onClose(() => engine.stop());
    return engine.port;
  },

  /** The layout of the table. */
  table: async () => describeTable(),

  /** The templates for changed settings, given as JSON. The CDK loads several times faster here than within jest. */
  templates: async (settings: string) => synthesizeTemplates(JSON.parse(settings)),
  examples: async () => synthesizeExamples(),
  'exports-without-imports': async () => listExportsWithoutImports(),
};
