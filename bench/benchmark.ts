import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Options, type SectionName, sectionNames } from './options.ts';
import { writeReport } from './report/report.ts';
import type { Section } from './report/section.ts';
import { measureAuthorizer } from './sections/authorizer.ts';
import { measureFunctions } from './sections/functions.ts';
import { measureGateway } from './sections/gateway.ts';
import { measurePeers } from './sections/peers.ts';
import { measureRuntime } from './sections/runtime.ts';
import { measureScale } from './sections/scale.ts';
import { measureSoak } from './sections/soak.ts';
import { measureUsage } from './sections/usage.ts';
import { measureUsageSoak } from './sections/usage-soak.ts';
import { root } from './setup/bundles.ts';
import { openWorkbench, type Workbench } from './setup/workbench.ts';

const measures: Record<SectionName, (bench: Workbench) => Promise<Section>> = {
  authorizer: measureAuthorizer,
  runtime: measureRuntime,
  functions: measureFunctions,
  gateway: measureGateway,
  peers: measurePeers,
  scale: measureScale,
  usage: measureUsage,
  soak: measureSoak,
  'usage-soak': measureUsageSoak,
};

/** Runs the chosen sections and prints their report; a complete run is also written to docs/benchmarks.md. */
export async function runBenchmark(options: Options): Promise<void> {
  const startedAt = performance.now();
  const elapsedSeconds = () => (performance.now() - startedAt) / 1000;
  const progress = (line: string) => console.log(`${elapsedSeconds().toFixed(0).padStart(4)} s  ${line}`);
  const bench = await openWorkbench(options, progress);
  const sections: Section[] = [];
  try {
    for (const name of sectionNames) {
      if (options.only.includes(name)) sections.push(await measures[name](bench));
    }
  } finally {
    await bench.close();
  }
  const report = writeReport(sections, bench, elapsedSeconds());
  console.log(`\n${report}`);
  const isComplete =
    !options.quick &&
    options.only.length === sectionNames.length &&
    options.delayMilliseconds === 0 &&
    !sections.some(({ isSkipped }) => isSkipped);
  if (isComplete) writeFileSync(join(root, 'docs', 'benchmarks.md'), report);
  progress(
    isComplete ? 'written to docs/benchmarks.md' : 'not written to a file, since the run was not complete',
  );
}
