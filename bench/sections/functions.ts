import { join } from 'node:path';
import { type OperationId, type Route, routes } from '../../lambdas/contract/routes.ts';
import { type ColdSubject, measureColdStarts } from '../measure/cold-starts.ts';
import { median, ratioSpread } from '../measure/statistics.ts';
import { format, formatKilobytes, formatRatio, table } from '../report/format.ts';
import type { Section, Verdict } from '../report/section.ts';
import { managementEvent } from '../setup/events.ts';
import type { Workbench } from '../setup/workbench.ts';
import { bound } from './authorizer.ts';

const measured = [
  'getAccount',
  'listKeys',
  'getNotices',
  'showConfirmation',
  'getOpenApi',
] as const satisfies readonly OperationId[];

/** A function of the management API, and a typical first call. */
const managementCalls: readonly Route[] = routes.filter(({ id }) => measured.some((each) => each === id));

/** The size of each function, and what our bundling saves the management functions at a cold start. */
export async function measureFunctions(bench: Workbench): Promise<Section> {
  const { bundles, options, pinning, progress } = bench;
  const rounds = options.quick ? 3 : 20;
  const verdicts: Verdict[] = [];
  const rows: string[][] = [];
  for (const call of managementCalls) {
    const entry = call.function;
    progress(`cold start of ${entry}: ${rounds} rounds`);
    const [ours, defaults] = await measureColdStarts(
      [bundles.deployed, bundles.cdkDefaults].map((folder) => subjectOf(bench, folder, call)),
      { rounds, runner: bundles.coldRunner, core: pinning?.subject ?? null },
    );
    if (!ours || !defaults) continue;
    const ratio = ratioSpread(ours.milliseconds, defaults.milliseconds);
    verdicts.push(bound(`\`${entry}\` cold`, "of CDK's default bundling", ratio, 0.75));
    rows.push([
      `\`${entry}\``,
      format(median(ours.milliseconds)),
      format(median(defaults.milliseconds)),
      formatRatio(ratio),
      formatRatio(ratioSpread(ours.cpuMilliseconds, defaults.cpuMilliseconds)),
    ]);
  }
  const sizes = [...bundles.sizes].map(([name, bytes]) => [`\`${name}\``, formatKilobytes(bytes)]);
  const body = `Bundles as deployed:

${table(['function', 'KB'], sizes)}

Cold starts of the management API's functions (import and a first \`GET\`, over TLS), ${rounds} rounds in turns with the same
function bundled with the defaults of CDK's \`NodejsFunction\`: SDK from the runtime (here: from \`node_modules\`), not minified.
\`openapi\` is different, as it does not use the SDK. CDK's defaults ignore the import condition by which our bundles contain the finished
document, so its ratio compares sending the document with generating it at the start. With the finished document, CDK's bundle starts about
as fast as ours (docs/adr/0006-bundling.md).

${table(['function', 'as deployed, ms', "CDK's defaults, ms", 'ratio', 'ratio of processor time'], rows)}`;
  return { title: 'Functions', verdicts, body };
}

function subjectOf(
  { stub, sample }: Workbench,
  folder: string,
  { function: entry, method, path }: Route,
): ColdSubject {
  return {
    name: entry,
    bundle: join(folder, `${entry}.js`),
    environment: stub.environment,
    event: managementEvent(method, path, sample.sub),
    expected: '"statusCode":200',
  };
}
