import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { relative } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Engine } from '../support/engine.ts';
import { absentUpstream, root, sharedAssembly } from '../support/engine-assembly.ts';
import { bearer, startMs } from '../support/engine-client.ts';
import { send } from '../support/engine-http.ts';
import { freePorts, isFree } from '../support/engine-ports.ts';

const engines: Engine[] = [];

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
});

function launch(port: number, env: Record<string, string> = {}, args: readonly string[] = []): Engine {
  const engine = Engine.launch(port, args, { LATCHKEY_DATA: 'memory', ...env }, true);
  engines.push(engine);
  return engine;
}

it(
  'runs the repository’s own app without any option, tells where, gives a first call to paste, and stops on SIGINT',
  async () => {
    const engine = launch(await freePorts());
    await engine.ready(startMs);
    await engine.printed(/Ctrl-C/);
    for (const port of [engine.port, engine.gatewayPort, engine.mailPort]) {
      expect(engine.output).toContain(`http://localhost:${port}`);
    }
    expect(engine.output).toMatch(/curl .*\/_local\/token/);
    expect(engine.output).not.toMatch(/warning|error/i);
    const page = await engine.management({ path: '/' });
    expect([page.status, page.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^text\/html/),
    ]);
    expect((await send(engine.mailPort, { path: '/store' })).status).toBe(200);
    const { defaultKey } = await (await engine.newPerson()).ensureAccount();
    expect((await engine.whoami(bearer(defaultKey.token))).status).toBe(200);
    await expectEnd(engine, 'SIGINT');
  },
  startMs,
);

it(
  'runs what synthesis wrote, also where its folder is named relative to the present one, and stops on SIGTERM',
  async () => {
    const assembly = relative(root, await sharedAssembly(absentUpstream));
    const engine = launch(await freePorts(), {}, ['--assembly', assembly, '--load-on-call']);
    await engine.ready();
    await (await engine.newPerson()).ensureAccount();
    await expectEnd(engine, 'SIGTERM');
  },
  startMs,
);

it('ends with npm: a shell in between that dies of the signal leaves no engine behind', async () => {
  const port = await freePorts();
  const assembly = await sharedAssembly(absentUpstream);
  // As npm runs a script; what follows keeps the shell from becoming the engine.
  const command = `"${process.execPath}" engine/src/main.ts --load-on-call --assembly "${assembly}"; true`;
  const env = { ...process.env, PORT: String(port), LATCHKEY_DATA: 'memory', npm_lifecycle_event: 'start' };
  const shell = spawn('sh', ['-c', command], { cwd: root, env, stdio: 'ignore' });
  const isServing = async () =>
    (await send(port, { path: '/_local/health' }).catch(() => undefined))?.status === 200;
  while (!(await isServing())) await wait(50);
  shell.kill('SIGTERM');
  for (const taken of [port, port + 1, port + 2]) while (!(await isFree(taken))) await wait(50);
});

it('stops at once while it is still starting, synthesis included', async () => {
  // An upstream that no other start names, so that there is something to synthesize.
  const port = await freePorts();
  const engine = launch(port, { LATCHKEY_UPSTREAM: `http://127.0.0.1:9/${port}-${Date.now()}` });
  await engine.printed(/synthesizing/);
  expect(await engine.end('SIGINT')).toBe(0);
  // It has not waited for the synthesis.
  expect(engine.output).not.toMatch(/ready/);
  for (const taken of [port, port + 1, port + 2]) expect(await isFree(taken)).toBe(true);
  expect(engine.isGroupAlive()).toBe(false);
});

/** Nothing is left running, and no port taken. */
async function expectEnd(engine: Engine, signal: 'SIGINT' | 'SIGTERM'): Promise<void> {
  // A caller who never ends a request must not hold it up.
  const idle = connect(engine.port, '127.0.0.1').on('error', () => undefined);
  await once(idle, 'connect');
  idle.write('POST /api/v1/keys HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\n');
  expect(await engine.end(signal)).toBe(0);
  idle.destroy();
  for (const port of [engine.port, engine.gatewayPort, engine.mailPort])
    expect(await isFree(port)).toBe(true);
  expect(engine.isGroupAlive()).toBe(false);
}
