import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import type { Command } from 'commander';
import { programWith } from '../../bin/generate/cli-reference.ts';
import packageJson from '../package.json' with { type: 'json' };
import { FakeApi, latchkey } from './support/fake-api.ts';

const leaves = (command: Command, path: string[] = []): string[][] =>
  command.commands.length === 0
    ? [path]
    : command.commands.flatMap((each) => leaves(each, [...path, each.name()]));
const commands = leaves(programWith(() => undefined));

it.each(commands.map((path) => [path.join(' '), path]))(
  'teaches %s with examples that begin with it',
  async (name, path) => {
    const { exitCode, stdout, stderr } = await latchkey(new FakeApi(), [...path, '--help'], { columns: 100 });
    expect([exitCode, stderr]).toEqual([0, '']);
    const [, examples = ''] = stdout.split('\nExamples:\n');
    expect(examples).toContain(`latchkey ${name}`);
    expect(stdout).toContain('--local');
  },
);

it('says which options are required, and what the exit codes mean', async () => {
  const help = async (...args: string[]) => (await latchkey(new FakeApi(), [...args, '--help'])).stdout;
  expect(await help('keys', 'create')).toContain('a label for people (required)');
  expect(await help('keys', 'edit')).not.toContain('(required)');
  expect(await help()).toMatch(/3 +there is no such account or key/);
});

it.each([
  [[], 2, 'Usage: latchkey'],
  [['acounts'], 2, 'Did you mean accounts?'],
  [['keys', 'list'], 2, "missing required argument 'account'"],
  [['keys', 'list', '4QzX7vB2mK9t', '--local', '--nonsense'], 2, "unknown option '--nonsense'"],
  [['keys', 'rotate', '4QzX7vB2mK9tR3nP8sD1wY5c', '--overlap', 'soon'], 2, '30m, 24h, 7d'],
])('tells what is wrong with a command line: %j', async (args, exitCode, text) => {
  const ran = await latchkey(new FakeApi(), args);
  expect([ran.exitCode, ran.stderr]).toEqual([exitCode, expect.stringContaining(text)]);
});

describe('the program that npm links', () => {
  const program = join(__dirname, '../../node_modules/.bin/latchkey');
  const run = (options = '') => {
    const env = { ...process.env, NODE_OPTIONS: options };
    const { status, stdout, stderr } = spawnSync(program, ['--version'], { encoding: 'utf8', env });
    expect([status, stdout]).toEqual([0, `${packageJson.version}\n`]);
    return stderr;
  };

  // The first run may have built it, with what that takes.
  beforeAll(() => expect(run()).toBe(''));

  it('loads little to start: most of the time goes into modules of Node', () => {
    const tellLoaded =
      "--import=data:text/javascript,process.on('exit',()=>process.stderr.write(process.moduleLoadList.join()))";
    const loaded = run(tellLoaded)
      .split(',')
      .map((name) => name.replace('NativeModule ', ''));
    expect(loaded).toContain('child_process');
    for (const slow of ['internal/deps/undici/undici', 'http', 'crypto', 'zlib', 'readline']) {
      expect(loaded.includes(slow) ? slow : '').toBe('');
    }
  });
});
