import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { synthesize } from '../../../engine/src/synthesis/synthesis.ts';
import { bundling } from '../../../lib/handler-code.ts';
import { findBundledPackages } from '../../supply-chain/bundle-licences.ts';
import { Engine } from '../engine.ts';
import { absentUpstream, rewriteAssembly, root } from '../engine-assembly.ts';
import type { SharedEngine } from '../engine-client.ts';
import { freePorts } from '../engine-ports.ts';
import { synthesizeExamples } from '../example-templates.ts';
import { listExportsWithoutImports } from '../lone-stacks.ts';
import { describeTable } from '../table-description.ts';
import { synthesizeTemplates } from '../templates.ts';
import type { SharedServer } from './shared-server.ts';

/** What the test files of the product share, by name. */
export const makers = {
  /**
   * The app as synthesis writes it, for an upstream, with an identity provider beside passwords, or, when that is empty, without
   * either: its folder.
   */
  assembly: (upstreamUrl: string) =>
    synthesize({
      root,
      upstreamUrl: upstreamUrl || undefined,
      signIn: { identityProvider: upstreamUrl ? 'oidc' : undefined, passwordSignIn: true },
      progress: () => undefined,
    }),

  /** An engine for each of jest's workers: the first of its ports, and where a test may have an upstream listen. */
  engine: async (_worker: string, server: SharedServer): Promise<SharedEngine> => {
    const upstreamPort = await freePorts();
    const upstream = `http://127.0.0.1:${upstreamPort}`;
    const source = await server.get<string>('assembly', absentUpstream);
    const assembly = await rewriteAssembly(source, (template) =>
      template
        .replaceAll(absentUpstream, upstream)
        // As the setting replyToEmail would write it.
        .replace('"SENDER_EMAIL":', '"REPLY_TO_EMAIL": "support@example.com", "SENDER_EMAIL":'),
    );
    server.onClose(() => rm(assembly, { recursive: true, force: true }));
    const engine = await Engine.startWith(assembly);
    server.onClose(() => engine.stop());
    return { port: engine.port, upstreamPort };
  },

  /** The layout of the table. */
  table: async (_: string, server: SharedServer) => describeTable(await server.get('output')),

  /** The templates for changed settings, given as JSON. The CDK loads several times faster here than within jest. */
  templates: async (settings: string, server: SharedServer) =>
    synthesizeTemplates(JSON.parse(settings), await server.get('output')),
  examples: async (_: string, server: SharedServer) => synthesizeExamples(await server.get('output')),
  'exports-without-imports': async (_: string, server: SharedServer) =>
    listExportsWithoutImports(await server.get('output')),

  /** Where syntheses of this process write, one over the other: templates are read before the next begins. */
  output: async (_: string, server: SharedServer) => {
    const folder = await mkdtemp(join(tmpdir(), 'latchkey-templates-'));
    server.onClose(() => rm(folder, { recursive: true, force: true }));
    return folder;
  },

  /** What the bundles of the functions and the portal are made of. */
  packages: () => findBundledPackages(bundling),
};
