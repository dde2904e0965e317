import { join } from 'node:path';
import { measureColdStarts } from '../measure/cold-starts.ts';
import { median, quantile, ratioSpread, type Spread } from '../measure/statistics.ts';
import { measureWarmCalls } from '../measure/warm-calls.ts';
import { format, formatKilobytes, formatRatio, table } from '../report/format.ts';
import type { Section, Verdict } from '../report/section.ts';
import { authorizerEvent } from '../setup/events.ts';
import { presign } from '../setup/table-stub-host.ts';
import type { Workbench } from '../setup/workbench.ts';

/** A bundle to measure: the floor, the authorizer, or an SDK version of it. */
export interface AuthorizerSubject {
  name: string;
  bundle: string;
  bytes: number;
  environment: Readonly<Record<string, string>>;
  expected: string;
}

/**
 * In this order: floor, ours, SDK bundled plainly and, unless the run is quick, SDK bundled as ours is; at the end the
 * earlier one, if one was asked for.
 */
export function authorizerSubjects({ bundles, options, stub, sample }: Workbench): AuthorizerSubject[] {
  const [key] = sample.keys;
  if (!key) throw new Error('The sample account has no key.');
  const { environment } = stub;
  const ways = options.quick ? (['plain'] as const) : (['plain', 'trimmed'] as const);
  return [
    {
      name: 'floor: one pre-signed request',
      bundle: bundles.floor,
      bytes: bundles.floorBytes,
      environment: presign(stub, key),
      expected: 'digest',
    },
    {
      name: 'authorizer, as deployed',
      bundle: join(bundles.deployed, 'authorizer.js'),
      bytes: bundles.sizes.get('authorizer') ?? Number.NaN,
      environment,
      expected: '"Allow"',
    },
    ...ways.map((way) => ({
      name: `SDK document client and middy, ${way}`,
      bundle: bundles.sdkAuthorizers[way].path,
      bytes: bundles.sdkAuthorizers[way].bytes,
      environment,
      expected: '"Allow"',
    })),
    ...[bundles.earlierAuthorizer ?? []].flat().map(({ path, bytes }) => ({
      name: `authorizer at ${options.against}`,
      bundle: path,
      bytes,
      environment,
      expected: '"Allow"',
    })),
  ];
}

export async function measureAuthorizer(bench: Workbench): Promise<Section> {
  const { bundles, options, pinning, sample, progress } = bench;
  const core = pinning?.subject ?? null;
  const event = authorizerEvent(sample.token);
  const subjects = authorizerSubjects(bench);

  const warmSettings = options.quick
    ? { rounds: 8, calls: 200, warmUpCalls: 2_500 }
    : { rounds: 50, calls: 300, warmUpCalls: 5_000 };
  progress(`authorizer, warm: ${warmSettings.rounds} rounds of ${warmSettings.calls} calls each`);
  const warm = await measureWarmCalls(
    subjects.map((subject) => ({ ...subject, events: [event] })),
    { ...warmSettings, runner: bundles.warmRunner, core },
  );
  const rounds = options.quick ? 4 : 40;
  progress(`authorizer, cold: ${rounds} rounds`);
  const cold = await measureColdStarts(
    subjects.map((subject) => ({ ...subject, event })),
    { rounds, runner: bundles.coldRunner, core },
  );

  const p50 = warm.map((result) => result.p50);
  const cpu = warm.map((result) => result.cpu);
  const milliseconds = cold.map((result) => result.milliseconds);
  const coldCpu = cold.map((result) => result.cpuMilliseconds);
  const rows = subjects.map(({ name, bytes }, at) => [
    name,
    formatKilobytes(bytes),
    format(median(p50[at] ?? [])),
    format(median(warm[at]?.p99 ?? [])),
    formatRatio(against(p50, at, 0)),
    format(median(cpu[at] ?? [])),
    formatRatio(against(cpu, at, 0)),
    format(median(milliseconds[at] ?? [])),
    formatRatio(against(milliseconds, at, 0)),
    format(quantile(milliseconds[at] ?? [], 0)),
    formatRatio(against(coldCpu, at, 0)),
  ]);
  const verdicts = [
    bound('authorizer warm, p50', 'of the floor', against(p50, 1, 0), 1.4),
    bound('authorizer warm, processor time', 'of the floor', against(cpu, 1, 0), 1.6),
    bound('authorizer cold', 'of the floor', against(milliseconds, 1, 0), 1.2),
    bound('authorizer warm, p50', 'of the plain SDK version', against(p50, 1, 2), 0.5),
    bound('authorizer cold', 'of the plain SDK version', against(milliseconds, 1, 2), 0.5),
    sizeVerdict(subjects[1]?.bytes ?? Number.NaN),
  ];
  if (options.against !== null) {
    const [unit, earlier] = [`of that at ${options.against}`, subjects.length - 1];
    verdicts.push(
      bound('authorizer warm, p50', unit, against(p50, 1, earlier), noise),
      bound('authorizer warm, processor time', unit, against(cpu, 1, earlier), noise),
      bound('authorizer cold', unit, against(milliseconds, 1, earlier), noise),
    );
  }
  const delay =
    options.delayMilliseconds > 0 ? `, which waits ${options.delayMilliseconds} ms before each response` : '';
  const body = `The authorizer's bundle as the stacks deploy it (\`lib/handler-code.ts\`), called repeatedly against a stand-in for
DynamoDB over TLS${delay}. The floor is one pre-signed keep-alive request whose response is not parsed. The SDK version is
\`bench/subjects/sdk-authorizer.ts\`, bundled plainly${options.quick ? '' : ', and without the parts of the SDK that a Lambda\nfunction never loads, as our other functions are'}. Each runs in its own process, in
turns: warm ${warmSettings.rounds} rounds of ${warmSettings.calls} calls after ${warmSettings.warmUpCalls} warm-up calls, cold ${rounds} rounds (import of the bundle
and first call, including the TLS handshake). Medians over the rounds; ratios are taken round by round, with their middle half in brackets.

${table(
  [
    'built from',
    'bundle, KB',
    'warm p50, µs',
    'p99, µs',
    'p50 to floor',
    'CPU per call, µs',
    'CPU to floor',
    'cold, ms',
    'cold to floor',
    'fastest, ms',
    'cold CPU to floor',
  ],
  rows,
)}`;
  return { title: 'Authorizer', verdicts, body };
}

/** Two runs of one bundle differ by less than this. */
const noise = 1.05;

function against(values: readonly number[][], at: number, reference: number): Spread {
  return ratioSpread(values[at] ?? [], values[reference] ?? []);
}

export function bound(goal: string, unit: string, ratio: Spread, limit: number): Verdict {
  return {
    goal,
    target: `≤ ${limit.toFixed(2)} ${unit}`,
    measured: formatRatio(ratio),
    isReached: ratio.median <= limit,
  };
}

function sizeVerdict(bytes: number): Verdict {
  return {
    goal: 'authorizer, bundle',
    target: '≤ 20 KB',
    measured: `${formatKilobytes(bytes)} KB`,
    isReached: bytes <= 20_000,
  };
}
