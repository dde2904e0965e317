import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { formatAccessKey, newAccountId, newKeyId } from '../../lambdas/core/access-key.ts';
import { newSecretKey } from '../../lambdas/core/secret.ts';
import { formatToken } from '../../lambdas/core/token.ts';
import { bundling } from '../../lib/handler-code.ts';

const root = join(__dirname, '..', '..');
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'latchkey-bundles-'));
  const entries = readdirSync(join(root, 'lambdas', 'handlers')).filter((name) => name.endsWith('.ts'));
  buildSync({
    ...bundling,
    entryPoints: entries.map((name) => join(root, 'lambdas', 'handlers', name)),
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
  for (const entry of [
    'account',
    'inventory',
    'keys',
    'rotations',
    'self-rotation',
    'notices',
    'trail',
    'confirmation',
    'openapi',
    'operator',
    'account-deletion',
    'account-export',
    'leaked-tokens',
  ]) {
    expect([entry, sizeOf(entry) < 350_000]).toEqual([entry, true]);
  }
});

it('keeps the SDK out of whoami', () => {
  expect(sizeOf('whoami')).toBeLessThan(100_000);
});

it('keeps what makes the OpenAPI document out of the function that sends it', () => {
  expect(sizeOf('openapi')).toBeLessThan(sizeOfDocument() + 2_000);
});

it('loads neither undici nor a file besides its own for an authorization', () => {
  const token = formatToken('lk', {
    accessKey: formatAccessKey({ accountId: newAccountId(), keyId: newKeyId() }),
    secretKey: newSecretKey(),
  });
  const script = `
    let asked = 0;
    const server = require('node:http').createServer((_, response) => { asked += 1; response.end('{}'); });
    server.listen(0, '127.0.0.1', async () => {
      process.env.AWS_ENDPOINT_URL_DYNAMODB = 'http://127.0.0.1:' + server.address().port;
      const { handler } = require(${JSON.stringify(join(folder, 'authorizer.js'))});
      const { context } = await handler({ methodArn: 'arn', multiValueHeaders: { Authorization: ['Bearer ${token}'] } });
      const undici = process.moduleLoadList.filter((name) => /undici/.test(name));
      console.log(context.code, asked, undici.join() || 'none', Object.keys(require.cache).length);
      process.exit();
    });`;
  const { stdout, stderr } = spawnSync(process.execPath, ['-e', script], {
    encoding: 'utf8',
    env: {
      AWS_REGION: 'us-east-1',
      AWS_ACCESS_KEY_ID: 'local',
      AWS_SECRET_ACCESS_KEY: 'local',
      TABLE_NAME: 't',
      KEY_PREFIX: 'lk',
      AUTHORIZER_CACHE_SECONDS: '0',
    },
  });
  expect([stdout.trim(), stderr]).toEqual(['key_invalid 1 none 1', '']);
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
