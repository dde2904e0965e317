import { Peer } from '../measure/processes.ts';
import type { LoadRequest, LoadResponse } from '../programs/load-generator.ts';
import { format, formatCount, table } from '../report/format.ts';
import type { Section } from '../report/section.ts';
import { connections, loadGenerator } from '../setup/load.ts';
import { type LocalEngine, type NewKey, startLocalEngine } from '../setup/local-engine.ts';
import type { Workbench } from '../setup/workbench.ts';

/** What is counted of a key. */
interface Counts {
  calls: number;
  clientErrors: number;
  serverErrors: number;
  refused: number;
}

/** A kind of call, and what one of them adds to the counts of its key. */
interface Kind {
  title: string;
  path: string;
  status: number;
  headers: Record<string, string>;
  accessKey: string;
  adds: Partial<Counts>;
}

const fields = ['calls', 'clientErrors', 'serverErrors', 'refused'] as const;
const keysOfSet = 8;

/** Real calls at half of the gateway's maximum load, of every outcome: their counts are those that were sent. */
export async function measureUsageSoak(bench: Workbench): Promise<Section> {
  const { options, progress } = bench;
  const seconds = options.soakSeconds;
  // One set to find the maximum with, whose calls may be cut off, and another to count.
  const engine = await startLocalEngine(bench, 2 * keysOfSet);
  const { peer } = await Peer.start(loadGenerator, { environment: {}, core: null });
  try {
    const kinds = await makeKinds(engine, engine.keys.slice(keysOfSet));
    const send = (kindsToSend: readonly Kind[], request: Pick<LoadRequest, 'until' | 'rate'>) => {
      const requests = kindsToSend.map(({ path, headers }) => ({ path, headers }));
      return peer.ask<LoadResponse>({ url: engine.gateway, requests, connections, ...request });
    };
    progress('usage soak: finding the maximum load');
    const trial = await makeKinds(engine, engine.keys.slice(0, keysOfSet));
    await send(trial, { until: { seconds: 30 }, rate: null });
    const maximum = (await send(trial, { until: { seconds: 10 }, rate: null })).callsPerSecond;
    const rate = Math.floor(maximum / 2);
    progress(`usage soak: ${formatCount(rate)} calls per second for ${seconds} s`);
    const response = await send(kinds, { until: { calls: rate * seconds }, rate });
    const { milliseconds, lost } = response;
    const sent = kinds.map((kind, at) => [kind, countSent(kind, response.statuses[at] ?? {})] as const);
    const endedAt = performance.now();
    await engine.call('POST', '/_local/logs/deliver', {});
    const settledSeconds = (performance.now() - endedAt) / 1000;

    const truth = countsOf(sent);
    const rows: string[][] = [];
    let difference = 0;
    for (const [accessKey, expected] of truth) {
      const counted = await readCounts(engine, accessKey);
      difference += fields.reduce((sum, field) => sum + Math.abs(counted[field] - expected[field]), 0);
      rows.push([nameOf(kinds, accessKey), ...fields.map((field) => pair(expected[field], counted[field]))]);
    }
    const total = sent.reduce((sum, [, count]) => sum + count, 0);
    const verdicts = [
      {
        goal: `use of keys, soak of ${seconds} s`,
        target: 'counts are those sent',
        measured: `${formatCount(difference)} too many or too few, of ${formatCount(total)} calls`,
        isReached: difference === 0 && lost === 0,
      },
    ];
    const body = `Calls through the local engine at ${formatCount(rate)} per second, half of its maximum just before (${formatCount(maximum)}), over ${connections} connections for ${seconds} s:
those that an upstream answers with 200, 404 and 500, of an expired key, and with a wrong secret. The engine delivers the access log in batches, one in five of them twice. The last calls were counted ${format(settledSeconds)} s after the end.
${formatCount(lost)} calls had no response; latency was ${format(milliseconds.p50)} ms (p50) and ${format(milliseconds.p99)} ms (p99).
One figure: sent and counted. Two: sent, then counted.

${table(['key', ...fields], rows)}`;
    return { title: 'Soak of the use of keys', verdicts, body };
  } finally {
    await peer.stop();
    await engine.stop();
  }
}

/** @param keys one to expire, one to call with a wrong secret, and those to use */
async function makeKinds({ call }: LocalEngine, keys: readonly NewKey[]): Promise<Kind[]> {
  const [expired, guarded, ...active] = keys;
  if (!expired || !guarded) throw new Error('There are too few keys.');
  await call('POST', `/api/v1/keys/${expired.accessKey}/expire`);
  const bearer = ({ token }: NewKey) => ({ authorization: `Bearer ${token}` });
  const basic = `${guarded.accessKey}:${expired.secretKey}`;
  return [
    ...active.flatMap((key): Kind[] => {
      const common = { headers: bearer(key), accessKey: key.accessKey };
      return [
        { title: '200', path: '/status/200', status: 200, adds: { calls: 1 }, ...common },
        { title: '404', path: '/status/404', status: 404, adds: { calls: 1, clientErrors: 1 }, ...common },
        { title: '500', path: '/status/500', status: 500, adds: { calls: 1, serverErrors: 1 }, ...common },
      ];
    }),
    {
      ...{ title: 'expired', path: '/status/200', status: 401, adds: { refused: 1 } },
      ...{ headers: bearer(expired), accessKey: expired.accessKey },
    },
    {
      ...{ title: 'wrong secret', path: '/status/200', status: 401, adds: {}, accessKey: guarded.accessKey },
      headers: { authorization: `Basic ${Buffer.from(basic).toString('base64')}` },
    },
  ];
}

/** @throws Error if a call had another outcome than its kind */
function countSent({ title, status }: Kind, statuses: Record<number, number>): number {
  const { [status]: count = 0, ...others } = statuses;
  if (Object.keys(others).length > 0) throw new Error(`${title}: ${JSON.stringify(others)}`);
  return count;
}

/** What must be counted of each key. */
function countsOf(sent: readonly (readonly [Kind, number])[]): Map<string, Counts> {
  const truth = new Map<string, Counts>();
  for (const [{ accessKey, adds }, count] of sent) {
    const counts = truth.get(accessKey) ?? { calls: 0, clientErrors: 0, serverErrors: 0, refused: 0 };
    for (const field of fields) counts[field] += (adds[field] ?? 0) * count;
    truth.set(accessKey, counts);
  }
  return truth;
}

async function readCounts({ call }: LocalEngine, accessKey: string): Promise<Counts> {
  // The run may go over midnight.
  const { days } = await call<{ days: Counts[] }>('GET', `/api/v1/keys/${accessKey}/usage?days=3`);
  const sum = (field: keyof Counts) => days.reduce((total, day) => total + day[field], 0);
  const [calls, clientErrors, serverErrors, refused] = fields.map(sum) as [number, number, number, number];
  return { calls, clientErrors, serverErrors, refused };
}

function nameOf(kinds: readonly Kind[], accessKey: string): string {
  const own = kinds.filter((kind) => kind.accessKey === accessKey);
  return own.length > 1 ? 'in use' : (own[0]?.title ?? '');
}

function pair(expected: number, counted: number): string {
  return expected === counted ? formatCount(counted) : `${formatCount(expected)}, ${formatCount(counted)}`;
}
