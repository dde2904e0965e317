import { join } from 'node:path';
import { Peer } from '../measure/processes.ts';
import { median, ratioSpread } from '../measure/statistics.ts';
import type { PeerRequest, PeerResponse } from '../programs/peer-runner.ts';
import { format, formatCount, table } from '../report/format.ts';
import { type Section, skipped } from '../report/section.ts';
import { root } from '../setup/bundles.ts';
import { ensureInstalled } from '../setup/extra-packages.ts';
import type { Workbench } from '../setup/workbench.ts';

const title = 'Peers';
const targetRatio = 50;

/** Calls per batch are chosen so that all batches take about as long. */
const subjects = [
  { name: 'ours', label: 'Latchkey, from the token to the decision', calls: 20_000 },
  { name: 'better-auth', label: 'better-auth 1.7.5, `verifyApiKey`', calls: 400 },
  { name: 'whole', label: 'Latchkey, from the header to the policy', calls: 20_000 },
];

/** Key verifications per second in process, without a network, against the most used library for API keys. */
export async function measurePeers({ options, pinning, progress }: Workbench): Promise<Section> {
  const missing = await ensureInstalled('peers', '@better-auth/api-key', progress);
  if (missing !== null) return skipped(title, missing);
  const rounds = options.quick ? 4 : 30;
  const script = join(root, 'bench', 'programs', 'peer-runner.ts');
  const peers: Peer[] = [];
  const rates = subjects.map((): number[] => []);
  try {
    for (const { name, calls } of subjects) {
      const core = pinning?.subject ?? null;
      const { peer } = await Peer.start(script, { environment: {}, core }, [name]);
      peers.push(peer);
      await peer.ask<PeerResponse>({ verifications: calls * 3 } satisfies PeerRequest);
    }
    progress(`peers: ${rounds} rounds`);
    for (let round = 0; round < rounds; round++) {
      for (const [at, { calls }] of subjects.entries()) {
        const response = await peers[at]?.ask<PeerResponse>({ verifications: calls } satisfies PeerRequest);
        rates[at]?.push(response?.perSecond ?? Number.NaN);
      }
    }
  } finally {
    await Promise.all(peers.map((peer) => peer.stop()));
  }
  const ratio = ratioSpread(rates[0] ?? [], rates[1] ?? []);
  const measured = `${formatCount(ratio.median)} x (${formatCount(ratio.low)} to ${formatCount(ratio.high)})`;
  const rows = subjects.map(({ label }, at) => [
    label,
    formatCount(median(rates[at] ?? [])),
    format(ratioSpread(rates[at] ?? [], rates[1] ?? []).median),
  ]);
  const body = `Valid keys, verified one after the other, all in memory, each subject in its own process, ${rounds} rounds in turns. Latchkey: with a
table in a \`Map\`, from the token to the decision; the last row is everything that the authorizer does, including the policy for API
Gateway, which better-auth does not make. better-auth: \`auth.api.verifyApiKey\` of \`@better-auth/api-key\` with secondary storage in
a \`Map\`, rate limit off, updates deferred, log off. It does more than we do at this point (it counts uses, for example), so this compares
the cost of a call, not the quality of the programs.

${table(['', 'verifications per second', 'to better-auth'], rows)}`;
  return {
    title,
    verdicts: [
      {
        goal: 'verifications in process',
        target: `≥ ${targetRatio} x better-auth`,
        measured,
        isReached: ratio.median >= targetRatio,
      },
    ],
    body,
  };
}
