import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import { Engine } from '../support/engine.ts';
import { startMs } from '../support/engine-client.ts';
import { freePorts } from '../support/engine-ports.ts';

const engines: Engine[] = [];
const servers: Server[] = [];

afterEach(async () => {
  for (const engine of engines.splice(0)) await engine.stop();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

function launch(port: number, env: Record<string, string> = {}, args: readonly string[] = []): Engine {
  const engine = Engine.launch(port, args, { LATCHKEY_DATA: 'memory', ...env });
  engines.push(engine);
  return engine;
}

/** What it says before it ends with 1. Words for people: no stack. */
async function refusalOf(engine: Engine): Promise<string> {
  expect([await engine.ended(), engine.output]).toEqual([1, expect.any(String)]);
  expect(engine.output).not.toMatch(/\n\s+at /);
  return engine.output;
}

it(
  'says which of its four ports is taken, and by what to choose another',
  async () => {
    const refusals = [0, 1, 2, 3].map(async (offset) => {
      const port = await freePorts();
      const server = createServer().listen(port + offset, '127.0.0.1');
      servers.push(server);
      await once(server, 'listening');
      const refusal = await refusalOf(launch(port));
      expect(refusal).toMatch(new RegExp(`\\b${port + offset}\\b.*(taken|in use)`));
      expect(refusal).toContain('PORT=');
    });
    await Promise.all(refusals);
  },
  startMs,
);

it('refuses settings and options that cannot be, each by its name', async () => {
  const faulty: [Record<string, string>, string[], RegExp][] = [
    [{ PORT: 'http' }, [], /PORT/],
    [{ PORT: '65533' }, [], /PORT/],
    [{ PORT: '0' }, [], /PORT/],
    [{ PORT: '-1' }, [], /PORT/],
    [{ LATCHKEY_UPSTREAM: 'localhost:8080' }, [], /LATCHKEY_UPSTREAM/],
    [{ LATCHKEY_UPSTREAM: 'ftp://localhost' }, [], /LATCHKEY_UPSTREAM/],
    [{}, ['--prot', '5000'], /--prot/],
    [{}, ['--assembly', 'nowhere'], /nowhere/],
  ];
  const port = await freePorts();
  const refusals = faulty.map(async ([env, args, name], i) => {
    // Ports of their own, for those that come as far as to take some.
    const engine = launch(i === faulty.length - 1 ? port : 4000, env, args);
    expect(await refusalOf(engine)).toMatch(name);
  });
  await Promise.all(refusals);
});
