import { join } from 'node:path';
import { Peer } from '../measure/processes.ts';
import type { LoadRequest, LoadResponse } from '../programs/load-generator.ts';
import type { Section } from '../report/section.ts';
import { root } from './bundles.ts';
import { type LocalEngine, startLocalEngine } from './local-engine.ts';
import type { Workbench } from './workbench.ts';

export const connections = 32;
export const keyCount = 20;

/** Puts load on the local engine. */
export type Load = (
  request: Pick<LoadRequest, 'url' | 'rate'> & { seconds: number },
) => Promise<LoadResponse>;

export const loadGenerator = join(root, 'bench', 'programs', 'load-generator.ts');

/** Starts the local engine and a load generator for a measurement. */
export async function withLoad(
  bench: Workbench,
  measure: (load: Load, engine: LocalEngine) => Promise<Section>,
): Promise<Section> {
  const engine = await startLocalEngine(bench, keyCount);
  const { peer } = await Peer.start(loadGenerator, { environment: {}, core: null });
  try {
    const requests = engine.keys.map(({ token }) => ({ headers: { authorization: `Bearer ${token}` } }));
    return await measure(
      ({ url, rate, seconds }) =>
        peer.ask<LoadResponse>({
          ...{ url, rate, requests, connections },
          until: { seconds },
        } satisfies LoadRequest),
      engine,
    );
  } finally {
    await peer.stop();
    await engine.stop();
  }
}
