import { openMeter } from '../../test/support/capacity-meter.ts';
import { sumUnits } from '../measure/capacity.ts';
import { Peer } from '../measure/processes.ts';
import { median } from '../measure/statistics.ts';
import type { OperationName, OperationRequest, OperationResponse } from '../programs/table-client.ts';
import { format, formatCount, table } from '../report/format.ts';
import type { Section, Verdict } from '../report/section.ts';
import { dueKeyCount, keysPerAccount, openScaleTable, type ScaleTable } from '../setup/scale-table.ts';
import type { Workbench } from '../setup/workbench.ts';

const operations: readonly OperationName[] = ['authorize', 'list', 'create', 'sweep'];

/** The cost of one operation. */
interface Cost {
  readUnits: number;
  writeUnits: number;
  milliseconds: number;
}

/** The cost of the product's calls as the table grows. */
export async function measureScale({ bundles, options, progress }: Workbench): Promise<Section> {
  const sizes = options.quick ? [600, 1_200] : [1_000, 10_000, 100_000];
  const costs = new Map<number, Record<OperationName, Cost>>();
  for (const size of sizes) {
    progress(`scale: filling a table with ${formatCount(size)} keys`);
    const scaleTable = await openScaleTable(size);
    try {
      progress('scale: measuring');
      costs.set(size, await measureAt(scaleTable, bundles.tableClient, options.quick));
    } finally {
      await scaleTable.close();
    }
  }
  const rows = operations.map((name) => [
    labels[name],
    ...sizes.map((size) => formatUnits(costs.get(size)?.[name])),
    ...sizes.map((size) => format(costs.get(size)?.[name].milliseconds ?? Number.NaN)),
  ]);
  const body = `Consumed capacity (read units + write units) and time with \`dynalite\`, an embedded in-memory DynamoDB in its own process;
nothing is pinned to a core. Capacity is counted by DynamoDB's rules, so it is what AWS would charge. Most of the time is dynalite's.
Each account has ${keysPerAccount} keys; four in five have a notice to come, so that the queue grows with the table.

${table(['', ...sizes.map((size) => `units at ${formatCount(size)} keys`), ...sizes.map((size) => `ms at ${formatCount(size)}`)], rows)}`;
  return { title: 'Scale', verdicts: judge(sizes, costs), body };
}

const labels: Record<OperationName, string> = {
  authorize: 'authorize a call',
  list: `list an account's keys`,
  create: 'create a key',
  sweep: `sweep with ${dueKeyCount} due keys`,
};

function judge(sizes: readonly number[], costs: ReadonlyMap<number, Record<OperationName, Cost>>): Verdict[] {
  const largest = formatCount(Math.max(...sizes));
  return operations.map((name) => {
    const unitsOf = (kind: 'readUnits' | 'writeUnits') =>
      sizes.map((size) => costs.get(size)?.[name][kind] ?? Number.NaN);
    const isFlat = (units: number[]) => Math.max(...units) <= Math.min(...units) * 1.1;
    const [reads, writes] = [unitsOf('readUnits'), unitsOf('writeUnits')];
    return {
      goal: `${labels[name]}: read + write units up to ${largest} keys`,
      target: 'the same within 10 %',
      measured: sizes.map((size) => formatUnits(costs.get(size)?.[name])).join(', '),
      // Every operation reads: a zero would be an error of the meter.
      isReached: isFlat(reads) && isFlat(writes) && Math.min(...reads) > 0,
    };
  });
}

function formatUnits(cost: Cost | undefined): string {
  return cost ? `${format(cost.readUnits)} + ${format(cost.writeUnits)}` : '';
}

async function measureAt(
  scaleTable: ScaleTable,
  tableClient: string,
  isQuick: boolean,
): Promise<Record<OperationName, Cost>> {
  const meter = await openMeter(scaleTable.endpoint);
  const start = (endpoint: string) => Peer.start(tableClient, { environment: {}, core: null }, [endpoint]);
  // The meter itself takes time, so capacity and time are measured separately.
  const [{ peer: metered }, { peer: direct }] = await Promise.all([
    start(meter.endpoint),
    start(scaleTable.endpoint),
  ]);
  const repetitions: Record<OperationName, number> = isQuick
    ? { authorize: 50, list: 10, create: 10, sweep: 2 }
    : { authorize: 300, list: 40, create: 40, sweep: 7 };
  const measure = async (operation: OperationName): Promise<Cost> => {
    const carryOut = async (peer: Peer, turn: number) => {
      if (operation === 'sweep') await scaleTable.rearm();
      const { sub, accessKey } = scaleTable.accounts[(turn * 7) % scaleTable.accounts.length] ?? fail();
      const request: OperationRequest = { operation, sub, accessKey, dueKeys: dueKeyCount };
      return (await peer.ask<OperationResponse>(request)).milliseconds;
    };
    meter.calls.length = 0;
    await carryOut(metered, 0);
    const units = sumUnits(meter.calls);
    const times: number[] = [];
    for (let turn = 1; turn <= repetitions[operation]; turn++) times.push(await carryOut(direct, turn));
    return { ...units, milliseconds: median(times) };
  };
  try {
    return {
      authorize: await measure('authorize'),
      list: await measure('list'),
      create: await measure('create'),
      sweep: await measure('sweep'),
    };
  } finally {
    await Promise.all([metered.stop(), direct.stop(), meter.close()]);
  }
}

function fail(): never {
  throw new Error('The table has no accounts.');
}
