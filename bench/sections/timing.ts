import { join } from 'node:path';
import { formatAccessKey, newAccountId, newKeyId } from '../../lambdas/core/access-key.ts';
import { newSecretKey } from '../../lambdas/core/secret.ts';
import { formatToken } from '../../lambdas/core/token.ts';
import { Peer } from '../measure/processes.ts';
import { mannWhitney, median, signedRank } from '../measure/statistics.ts';
import type { WarmAnswer, WarmRequest } from '../programs/warm-runner.ts';
import { format, formatCount, table } from '../report/format.ts';
import type { Section } from '../report/section.ts';
import { keyPrefix } from '../setup/canned-answers.ts';
import { authorizerEvent } from '../setup/events.ts';
import type { Workbench } from '../setup/workbench.ts';

/** Whether somebody who measures refusals can tell an access key that exists from one that does not. */
export async function measureTiming(bench: Workbench): Promise<Section> {
  const { bundles, options, pinning, sample, stub, progress } = bench;
  const calls = options.quick ? 600 : 20_000;
  const { accessKey } = sample;
  // Each call with a credential of its own, so that nothing is remembered from the one before.
  const unknown = () => formatAccessKey({ accountId: newAccountId(), keyId: newKeyId() });
  const tokens = Array.from({ length: calls / 2 }, () => [
    formatToken(keyPrefix, { accessKey, secretKey: newSecretKey() }),
    formatToken(keyPrefix, { accessKey: unknown(), secretKey: newSecretKey() }),
  ]);
  progress(`timing: ${formatCount(calls)} refusals`);
  const { peer } = await Peer.start(
    bundles.warmRunner,
    { environment: stub.environment, core: pinning?.subject ?? null },
    [join(bundles.deployed, 'authorizer.js'), 'key_invalid'],
  );
  try {
    const ask = (batch: string[][]) =>
      peer.ask<WarmAnswer>({
        events: batch.flat().map(authorizerEvent),
        calls: batch.length * 2,
      } satisfies WarmRequest);
    await ask(tokens.slice(0, options.quick ? 100 : 1_500));
    const wrong: number[] = [];
    const absent: number[] = [];
    for (let start = 0; start < tokens.length; start += 500) {
      const batch = tokens.slice(start, start + 500);
      // Every other batch begins with the other kind, so that neither always comes second.
      const isTurned = (start / 500) % 2 === 1;
      const { microseconds } = await ask(isTurned ? batch.map((pair) => pair.toReversed()) : batch);
      for (const [at, value] of microseconds.entries())
        ((at % 2 === 1) === isTurned ? wrong : absent).push(value);
    }
    const { p, superiority } = mannWhitney(wrong, absent);
    const paired = signedRank(wrong, absent);
    const body = `${formatCount(calls)} refusals by the authorizer's deployed bundle, over TLS against the stand-in for the table: by turns a wrong secret for a key that exists, and an
access key that never was, each call with a fresh random credential. The times are those inside the function's process: what a caller sees has
API Gateway and the internet on top.

${table(
  ['', 'median, µs'],
  [
    ['wrong secret', format(median(wrong))],
    ['unknown access key', format(median(absent))],
  ],
)}

Mann-Whitney U, two-sided: p = ${formatP(p)}; a refusal of a wrong secret takes longer than one of an unknown access key in ${(superiority * 100).toFixed(1)} % of
all comparisons (50 % is a coin). On neighbouring pairs (Wilcoxon signed rank, the sharper test): p = ${formatP(paired)}.`;
    return {
      title: 'Timing',
      verdicts: [
        {
          goal: `telling an unknown access key from a wrong secret, ${formatCount(calls)} calls`,
          target: 'not possible at p < 0.01',
          measured: `p = ${formatP(p)}, in pairs ${formatP(paired)}`,
          isReached: p >= 0.01 && paired >= 0.01,
        },
      ],
      body,
    };
  } finally {
    await peer.stop();
  }
}

function formatP(p: number): string {
  return p >= 0.001 ? p.toFixed(3) : p.toExponential(1);
}
