import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { localSettings, synthesize } from '../src/synthesis/synthesis.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const parent = temporaryFolder();
let root: string;
let runs: string[][];
let number = 0;

beforeEach(() => {
  number += 1;
  root = join(parent, String(number));
  runs = [];
  mkdirSync(join(root, 'lib', 'deep'), { recursive: true });
  mkdirSync(join(root, 'stages'));
  write('lib/deep/stack.ts', 'one');
});

function write(file: string, text: string): void {
  writeFileSync(join(root, file), text);
}

function start(upstreamUrl?: string, fail = false): Promise<string> {
  const run = async (_: string, output: string, context: readonly string[]) => {
    runs.push([...context]);
    mkdirSync(output);
    if (fail) throw new Error('cdk synth failed: why');
    writeFileSync(join(output, 'manifest.json'), '{}');
  };
  return synthesize({ root, upstreamUrl, progress: () => undefined, run });
}

test('runs once as long as nothing changes', async () => {
  const first = await start();
  expect(existsSync(join(first, 'manifest.json'))).toBe(true);
  expect(await start()).toBe(first);
  expect(runs).toEqual([localSettings]);
});

test('leaves the sender to the file of the stage, if it names one', async () => {
  write('stages/local.json', '{"senderEmail": "keys@acme.dev"}');
  await start();
  write('stages/local.json', '{"brandName": "Acme"}');
  await start();
  write('stages/local.json', 'no JSON');
  await start();
  expect(runs).toEqual([['stage=local'], localSettings, localSettings]);
});

test.each([
  ['lib/deep/stack.ts', 'two'],
  ['lib/new.ts', ''],
  ['cdk.json', '{}'],
  ['stages/local.json', '{}'],
  ['package-lock.json', '{}'],
])('runs again when %s changes', async (file, text) => {
  const first = await start();
  write(file, text);
  expect(await start()).not.toBe(first);
  expect(runs).toHaveLength(2);
});

test('runs again for another upstream, and keeps both', async () => {
  const without = await start();
  const other = await start('http://localhost:8080');
  expect(runs).toEqual([localSettings, [...localSettings, 'upstreamUrl=http://localhost:8080']]);
  expect(await start()).toBe(without);
  expect(await start('http://localhost:8080')).toBe(other);
  expect(runs).toHaveLength(2);
});

test('does not keep the output of a failed run', async () => {
  await expect(start(undefined, true)).rejects.toThrow('why');
  expect(readdirSync(join(root, '.cache', 'assembly'))).toEqual([]);
  await start();
  expect(runs).toHaveLength(2);
});

test('removes the output of an interrupted synthesis', async () => {
  const folder = join(root, '.cache', 'assembly');
  // No process has this ID: it is above the limit of the systems.
  mkdirSync(join(folder, 'abc.99999999.tmp'), { recursive: true });
  await start();
  expect(readdirSync(folder).filter((name) => name.endsWith('.tmp'))).toEqual([]);
});

test('takes the assembly of another process that finished first', async () => {
  const run = async (_: string, output: string) => {
    mkdirSync(output);
    writeFileSync(join(output, 'manifest.json'), 'ours');
    const target = output.slice(0, output.indexOf('.', output.lastIndexOf('/')));
    mkdirSync(target);
    writeFileSync(join(target, 'manifest.json'), 'theirs');
  };
  const target = await synthesize({ root, upstreamUrl: undefined, progress: () => undefined, run });
  expect(readFileSync(join(target, 'manifest.json'), 'utf8')).toBe('theirs');
  expect(readdirSync(join(root, '.cache', 'assembly'))).toHaveLength(1);
});

test('keeps the four most recent assemblies', async () => {
  for (let version = 0; version < 7; version += 1) {
    write('cdk.json', String(version));
    await start();
  }
  expect(readdirSync(join(root, '.cache', 'assembly'))).toHaveLength(4);
});

test('gives the app the identity provider that the engine plays', async () => {
  const run = async (_: string, output: string, context: readonly string[]) => {
    runs.push([...context]);
    mkdirSync(output);
    writeFileSync(join(output, 'manifest.json'), '{}');
  };
  const options = { root, upstreamUrl: undefined, progress: () => undefined, run };
  await synthesize({ ...options, signIn: { identityProvider: 'saml', passwordSignIn: false } });
  await synthesize({ ...options, signIn: { identityProvider: undefined, passwordSignIn: true } });
  expect(runs).toEqual([
    [...localSettings, expect.stringMatching(/^identityProvider=\{"type":"saml"/), 'passwordSignIn=false'],
    localSettings,
  ]);
});
