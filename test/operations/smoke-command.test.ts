import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { ServerClock } from '../../operations/smoke/server-clock.ts';
import { root } from '../docs/markdown.ts';

const idToken = ['header', Buffer.from('{"sub":"x"}').toString('base64url'), 'signature'].join('.');
/** Nothing listens on the discard port. */
const nobody = ['--url', 'http://127.0.0.1:9', '--api', 'http://127.0.0.1:9'];

async function run(args: string[], env: Record<string, string> = {}) {
  const child = spawn(process.execPath, ['operations/smoke/main.ts', ...args], {
    cwd: root,
    env: { PATH: process.env.PATH ?? '', ...env },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

it('explains itself', async () => {
  const { code, output } = await run(['--help']);
  expect(code).toBe(0);
  expect(output).toContain('--cache-seconds');
});

it.each([
  [[], /--url is required|--api is required/],
  [['--url', 'http://localhost:1'], /--api is required/],
  [[...nobody, '--origin', 'https://a.example/path'], /--origin must be an origin/],
  [[...nobody, '--echo', 'anything'], /--echo must be a path/],
  [[...nobody, '--timeout', '0'], /--timeout must be a number/],
  [[...nobody, '--id-token', 'SECRETSECRET'], /--id-token must be a JWT/],
  [[...nobody, '--tokn', 'x'], /--tokn/],
  [nobody, /no response: ECONNREFUSED/],
])('ends with 2 for %j, and never repeats a token', async (args, message) => {
  const { code, output } = await run(args);
  expect({ code, output }).toEqual({ code: 2, output: expect.stringMatching(message) });
  expect(output).not.toContain('SECRETSECRET');
});

it('gives up early where nobody responds, and ends with 1', async () => {
  const { code, output } = await run(nobody, { LATCHKEY_ID_TOKEN: idToken });
  expect(code).toBe(1);
  expect(output).toMatch(/^red: sign-in-required, sign-in-forged, account-ensured, clean-up$/m);
  expect(output).toContain('given up: no responses');
  expect(output).not.toContain(idToken);
});

it('knows the clock of a service within the gap that its Date headers leave', () => {
  const clock = new ServerClock();
  const ahead = 5250;
  for (const sentAt of [1_000_000, 1_000_390, 1_000_780, 1_001_170]) {
    const there = Math.floor((sentAt + 10 + ahead) / 1000) * 1000;
    const headers = new Headers({ date: new Date(there).toUTCString() });
    clock.observe({ headers, sentAt, receivedAt: sentAt + 20 });
  }
  expect(clock.earliest(0)).toBeLessThanOrEqual(ahead);
  expect(clock.latest(0)).toBeGreaterThanOrEqual(ahead);
  expect(clock.latest(0) - clock.earliest(0)).toBeLessThan(500);
  expect(Math.abs(clock.toLocal(2_000_000) - (2_000_000 - ahead))).toBeLessThan(250);
});
