import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { root } from '../docs/markdown.ts';

const parent = mkdtempSync(join(tmpdir(), 'latchkey-'));
const folder = join(parent, 'a folder with blanks');

beforeAll(() => {
  for (const name of ['bin', 'lib', 'lambdas', 'package.json', 'package-lock.json', 'tsconfig.json']) {
    cpSync(join(root, name), join(folder, name), { recursive: true });
  }
  cpSync(join(root, 'portal', 'public'), join(folder, 'portal', 'public'), { recursive: true });
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'stages'));
  writeFileSync(
    join(folder, 'stages', 'test.json'),
    JSON.stringify({ senderEmail: 'keys@acme.dev', mailsPerSecond: 5, noticeIntervalMinutes: 9 }),
  );
});

afterAll(() => rmSync(parent, { recursive: true }));

/** Runs bin/latchkey.ts as the CDK does, with bundling for the stack of the mails. */
function run(context: Record<string, unknown>, environment: Record<string, string> = {}) {
  const bundled = { 'aws:cdk:bundling-stacks': ['Latchkey-test-Notices'] };
  return spawnSync(process.execPath, ['bin/latchkey.ts'], {
    cwd: folder,
    encoding: 'utf8',
    env: {
      ...process.env,
      CDK_OUTDIR: join(folder, 'cdk.out'),
      CDK_CONTEXT_JSON: JSON.stringify({ ...cdkJson.context, ...bundled, stage: 'test', ...context }),
      ...environment,
    },
  });
}

it('synthesizes, bundles and passes the rules of CloudFormation, in a folder with blanks, for another bootstrap qualifier and the stage of a file', () => {
  const { status, stderr } = run(
    { '@aws-cdk/core:bootstrapQualifier': 'acme', mailsPerSecond: '7' },
    { CDK_VALIDATION: 'true' },
  );
  expect([status, stderr]).toEqual([0, expect.any(String)]);
  const template = readFileSync(join(folder, 'cdk.out', 'Latchkey-test-Notices.template.json'), 'utf8');
  expect(template).toContain('cdk-acme-assets-');
  expect(template).toContain('"SENDER_EMAIL": "keys@acme.dev"');
  expect(template).toContain('rate(9 minutes)');
  // What the command line gives wins over the file.
  expect(template).toContain('"MAILS_PER_SECOND": "7"');
});

it('refuses a region with the reason, without a stack trace', () => {
  expect(run({}, { CDK_DEFAULT_REGION: 'eu-south-2' })).toMatchObject({
    status: 1,
    stderr: expect.stringMatching(/^Latchkey can't be deployed to eu-south-2\. Amazon SES.*\n$/),
  });
});
