import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatToken } from '../../lambdas/core/token.ts';
import { accessKeyOf } from '../src/input/token-form.ts';
import { FakeApi, latchkey, problem } from './support/fake-api.ts';

interface Body {
  tokens: { token: string; url?: string }[];
}

const accessKeys = Array.from({ length: 250 }, (_, i) => `4QzX7vB2mK9t${String(i).padStart(12, '0')}`);
const tokens = accessKeys.map((accessKey) => {
  const secretKey = randomBytes(15).toString('hex');
  return formatToken('lk', { accessKey, secretKey });
});
const [token = '', second = ''] = tokens;
const local = (...args: string[]) => ['leaked', ...args, '--local'];
const api = () =>
  new FakeApi().on('POST /v1/leaked-tokens', ({ body }) => ({
    body: { results: (body as Body).tokens.map(() => ({ outcome: 'secret_ended' })) },
  }));
const sent = (fake: FakeApi) => fake.calls.map(({ body }) => (body as Body).tokens);

it('knows tokens of every prefix by their checksum, as the service does', () => {
  for (const prefix of ['lk', 'acme2live']) {
    const text = formatToken(prefix, { accessKey: 'A'.repeat(24), secretKey: 'z'.repeat(30) });
    expect(accessKeyOf(text)).toBe('A'.repeat(24));
    expect(accessKeyOf(`${text.slice(0, -1)}${text.endsWith('0') ? '1' : '0'}`)).toBeNull();
  }
});

it('reports in hundreds, in the order of the lines, and tells of each line once', async () => {
  const fake = api();
  const lines = tokens.flatMap((each) => [`${each}\r\n`, 'ghp_somebodyElsesSecret\n', '\n']);
  const { exitCode, stdout, stderr } = await latchkey(fake, local('--json'), { stdin: lines });
  expect(exitCode).toBe(0);
  expect(sent(fake).map((batch) => batch.length)).toEqual([100, 100, 50]);
  expect(sent(fake).flat()).toEqual(tokens.map((each) => ({ token: each })));
  const results = stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  expect(results).toEqual(
    accessKeys.flatMap((accessKey, i) => [
      { line: 3 * i + 1, accessKey, outcome: 'secret_ended' },
      { line: 3 * i + 2, accessKey: null, outcome: 'not_a_token' },
    ]),
  );
  expect(stderr).toContain('secret_ended: 250');
  expect(stderr).toContain('not_a_token: 250');
});

it('never repeats a token, nor sends what is none', async () => {
  const fake = api();
  const broken = `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`;
  const { stdout, stderr } = await latchkey(fake, local(token, broken, 'text'));
  expect(sent(fake)).toEqual([[{ token }]]);
  expect(stdout).toBe(`${accessKeys[0]}  secret_ended\n`);
  expect(stdout + stderr).not.toContain(token.slice(28, 50));
});

it('takes the place of each finding from its line, else from the option', async () => {
  const fake = api();
  const stdin = [`${token}  https://example.com/a\n`, `${second}\n`];
  await latchkey(fake, local('--found-at', 'https://example.com/b'), { stdin });
  expect(sent(fake)).toEqual([
    [
      { token, url: 'https://example.com/a' },
      { token: second, url: 'https://example.com/b' },
    ],
  ]);
  const odd = await latchkey(api(), local('--json'), { stdin: [`${token} javascript:alert(1)\n`] });
  expect([odd.exitCode, odd.stdout]).toEqual([0, expect.stringContaining('secret_ended')]);
  expect(odd.stderr).toContain('Line 1: The address must be of https');
  const noise = await latchkey(api(), local(), { stdin: ['a line of a log\n', `${token}\n`] });
  expect(noise.stderr).not.toContain('The address must');
  const plain = await latchkey(fake, local(token, '--found-at', 'http://example.com'));
  expect([plain.exitCode, plain.stderr]).toEqual([2, expect.stringContaining('https')]);
});

it('reads a file, and says when it cannot', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-leaked-'));
  const file = join(folder, 'findings.txt');
  writeFileSync(file, `${token}\n${second}`);
  const fake = api();
  expect((await latchkey(fake, local('--file', file))).exitCode).toBe(0);
  expect(sent(fake).flat()).toHaveLength(2);
  const none = await latchkey(fake, local('--file', join(folder, 'none.txt')));
  expect([none.exitCode, none.stderr]).toEqual([1, expect.stringContaining("can't be read")]);
  expect(none.stderr).not.toContain('Begin there again');
  rmSync(folder, { recursive: true });
});

it('splits batches whose addresses are long', async () => {
  const fake = api();
  const url = `https://example.com/${'x'.repeat(2000)}`;
  await latchkey(fake, local('--found-at', url), { stdin: tokens.slice(0, 100).map((each) => `${each}\n`) });
  expect(sent(fake).flat()).toHaveLength(100);
  for (const { body } of fake.calls) expect(JSON.stringify(body).length).toBeLessThan(200_000);
});

it('says from which line to begin again when the API refuses', async () => {
  let calls = 0;
  const fake = api();
  const ok = fake.fetch;
  const failing = new FakeApi().on('POST /v1/leaked-tokens', problem(403, 'not_permitted'));
  const stdin = tokens.map((each) => `${each}\n`);
  const both = { fetch: ((input, init) => (++calls > 1 ? failing.fetch : ok)(input, init)) as typeof fetch };
  const { exitCode, stdout, stderr } = await latchkey(both, local(), { stdin });
  expect([exitCode, stdout.split('\n').length - 1]).toEqual([4, 100]);
  expect(stderr).toContain('from line 101 on');
});

it('streams 100,000 lines', async () => {
  const fake = api();
  const lines = function* () {
    for (let i = 0; i < 100_000; i++) yield `${i % 100 === 0 ? tokens[(i / 100) % 250] : `noise-${i}`}\n`;
  };
  const { exitCode, stderr } = await latchkey(fake, local(), { stdin: lines() });
  expect([exitCode, sent(fake).flat().length]).toEqual([0, 1000]);
  expect(stderr).toContain('100000 lines.');
});
