import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { bundling } from '../../lib/service-function.ts';

const root = join(__dirname, '..', '..');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-bundles-'));
  const entries = readdirSync(join(root, 'lambdas')).filter((name) => name.endsWith('.ts'));
  buildSync({
    ...bundling,
    entryPoints: entries.map((name) => join(root, 'lambdas', name)),
    outdir: folder,
    bundle: true,
    platform: 'node',
    logLevel: 'error',
  });
});
afterAll(() => rmSync(folder, { recursive: true }));

const sizeOfDocument = () =>
  JSON.stringify(JSON.parse(readFileSync(join(root, 'lambdas', 'contract', 'openapi.json'), 'utf8'))).length;
const sizeOf = (entry: string) => statSync(join(folder, `${entry}.js`)).size;

it('keeps the authorizer below 20 KB: each byte is read, parsed and paid for at every cold start', () => {
  expect(sizeOf('authorizer')).toBeLessThanOrEqual(20_000);
});

it('keeps every function behind an API below 350 KB', () => {
  for (const entry of ['account', 'keys', 'notices', 'confirmation', 'openapi', 'whoami']) {
    expect([entry, sizeOf(entry) < 350_000]).toEqual([entry, true]);
  }
});

it('keeps what makes the OpenAPI document out of the function that sends it', () => {
  expect(sizeOf('openapi')).toBeLessThan(sizeOfDocument() + 2_000);
});

it('loads neither undici nor the SDK for an authorization', () => {
  const script = `
    require(${JSON.stringify(join(folder, 'authorizer.js'))});
    console.log(process.moduleLoadList.filter((name) => /undici/.test(name)).join() || 'none');`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
    encoding: 'utf8',
    env: { AWS_REGION: 'us-east-1', TABLE_NAME: 't', KEY_PREFIX: 'lk', AUTHORIZER_CACHE_SECONDS: '0' },
  });
  expect([stdout.trim(), stderr]).toEqual(['none', '']);
});

it('names in a bundle no package that is left out, but for lazily loaded sources of credentials', () => {
  const { stderr, status } = spawnSync(
    process.execPath,
    ['-e', `require(${JSON.stringify(join(folder, 'openapi.js'))})`],
    {
      encoding: 'utf8',
    },
  );
  expect([status, stderr]).toEqual([0, '']);
});
