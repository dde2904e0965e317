import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { basename, dirname, join } from 'node:path';
import { rotation } from '../measure/cold-starts.ts';
import { bindThisProcess } from '../measure/machine.ts';
import { processCommand } from '../measure/processes.ts';
import { RuntimeApi } from '../measure/runtime-api.ts';
import { median, quantile, ratioSpread } from '../measure/statistics.ts';
import { format, formatRatio, table } from '../report/format.ts';
import { type Section, skipped } from '../report/section.ts';
import { root } from '../setup/bundles.ts';
import { authorizerEvent } from '../setup/events.ts';
import { ensureInstalled } from '../setup/extra-packages.ts';
import type { Workbench } from '../setup/workbench.ts';
import { type AuthorizerSubject, authorizerSubjects } from './authorizer.ts';

const title = "Authorizer inside AWS's runtime client";

/** The authorizer as Lambda runs it: in `aws-lambda-ric`, which polls a Runtime API for events. */
export async function measureRuntime(bench: Workbench): Promise<Section> {
  const { pinning, progress } = bench;
  const missing = await ensureInstalled('runtime', 'aws-lambda-ric/rapid-client.node', progress);
  if (missing !== null) return skipped(title, missing);
  // The Runtime API runs in this process.
  const release = pinning === null ? () => {} : bindThisProcess(pinning.others);
  try {
    return await measureInside(bench);
  } finally {
    release();
  }
}

async function measureInside(bench: Workbench): Promise<Section> {
  const { options, pinning, sample, progress } = bench;
  const event = authorizerEvent(sample.token);
  const subjects = authorizerSubjects(bench);
  const core = pinning?.subject ?? null;

  const coldRounds = options.quick ? 2 : 20;
  progress(`runtime client, cold: ${coldRounds} rounds`);
  const cold = subjects.map((): number[] => []);
  for (let round = -1; round < coldRounds; round++) {
    for (const at of rotation(subjects.length, round)) {
      const subject = subjects[at];
      if (!subject) continue;
      const milliseconds = await startOnce(subject, event, core);
      if (round >= 0) cold[at]?.push(milliseconds);
    }
  }

  const warmRounds = options.quick ? 3 : 30;
  const calls = options.quick ? 100 : 300;
  const warmUpCalls = options.quick ? 300 : 3_000;
  progress(`runtime client, warm: ${warmRounds} rounds of ${calls} calls`);
  const warm = await measureWarm(subjects, { event, core, rounds: warmRounds, calls, warmUpCalls });

  const p50 = warm.map((rounds) => rounds.map((microseconds) => quantile(microseconds, 0.5)));
  const p99 = warm.map((rounds) => rounds.map((microseconds) => quantile(microseconds, 0.99)));
  const rows = subjects.map(({ name }, at) => [
    name,
    format(median(p50[at] ?? [])),
    format(median(p99[at] ?? [])),
    formatRatio(ratioSpread(p50[at] ?? [], p50[0] ?? [])),
    format(median(cold[at] ?? [])),
    formatRatio(ratioSpread(cold[at] ?? [], cold[0] ?? [])),
  ]);
  const body = `The same inside \`aws-lambda-ric\`, the runtime client of AWS's Node.js images, with the benchmark's own Runtime API on the
other core. Warm: from sending an event to receiving its response, ${warmRounds} rounds of ${calls} calls. Cold: from the start of the process
(including Node.js and the client, which are the same for all) to the first response, ${coldRounds} rounds.

There are no goals here: they were set for calls in process, one right after the other. The client waits between two calls, and after
a wait everything takes several times as long, the floor included (the processor sleeps, caches are cold).

${table(['built from', 'warm p50, µs', 'p99, µs', 'p50 to floor', 'cold, ms', 'cold to floor'], rows)}`;
  return { title, verdicts: [], body };
}

/** Milliseconds from the start of the process to its first response. */
async function startOnce(subject: AuthorizerSubject, event: string, core: number | null): Promise<number> {
  const api = await RuntimeApi.start();
  const startedAt = performance.now();
  const child = startClient(subject, api, core);
  try {
    const { response } = await api.invoke(event);
    const milliseconds = performance.now() - startedAt;
    check(response, subject);
    return milliseconds;
  } finally {
    await stop(child);
    await api.close();
  }
}

/** Microseconds of each call, by subject and round. */
async function measureWarm(
  subjects: readonly AuthorizerSubject[],
  settings: { event: string; core: number | null; rounds: number; calls: number; warmUpCalls: number },
): Promise<number[][][]> {
  const { event, core, rounds, calls, warmUpCalls } = settings;
  const running: { api: RuntimeApi; child: ChildProcess; subject: AuthorizerSubject }[] = [];
  const callAll = async (at: number, count: number) => {
    const instance = running[at];
    const microseconds: number[] = [];
    for (let call = 0; instance && call < count; call++) {
      const outcome = await instance.api.invoke(event);
      if (call === 0) check(outcome.response, instance.subject);
      microseconds.push(outcome.microseconds);
    }
    return microseconds;
  };
  try {
    for (const [at, subject] of subjects.entries()) {
      const api = await RuntimeApi.start();
      running.push({ api, child: startClient(subject, api, core), subject });
      await callAll(at, warmUpCalls);
    }
    const results = subjects.map((): number[][] => []);
    for (let round = 0; round < rounds; round++) {
      for (const at of rotation(subjects.length, round)) results[at]?.push(await callAll(at, calls));
    }
    return results;
  } finally {
    for (const { api, child } of running) {
      await stop(child);
      await api.close();
    }
  }
}

function startClient({ bundle, environment }: AuthorizerSubject, api: RuntimeApi, core: number | null) {
  const client = join(root, 'bench', 'runtime', 'node_modules', 'aws-lambda-ric', 'index.mjs');
  const child = spawn(...processCommand(core, process.execPath, [client]), {
    env: {
      PATH: process.env.PATH ?? '',
      TZ: 'UTC',
      ...environment,
      AWS_LAMBDA_RUNTIME_API: api.address,
      LAMBDA_TASK_ROOT: dirname(bundle),
      _HANDLER: `${basename(bundle, '.js')}.handler`,
    },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  child.once('exit', (code) => api.fail(new Error(`The runtime client ended with ${code}.`)));
  return child;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGKILL');
  await exit;
}

function check(response: string, { name, expected }: AuthorizerSubject): void {
  // The floor's response is text, so its quotes arrive escaped.
  if (!response.includes(expected)) throw new Error(`Unexpected response of ${name}: ${response}`);
}
