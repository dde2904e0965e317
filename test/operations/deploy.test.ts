import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { mockClient } from 'aws-sdk-client-mock';
import { readSettings } from '../../lib/settings.ts';
import { recordSettings } from '../../lib/settings-record.ts';
import { objectTo, objectToAnswers } from '../../operations/deploy/guard.ts';
import { readOptions } from '../../operations/deploy/options.ts';
import { readDeploymentSettings } from '../../operations/shared/deployment-settings.ts';

const ssm = mockClient(SSMClient);
const stages = mkdtempSync(join(tmpdir(), 'latchkey-stages-'));

beforeEach(() => ssm.reset());
afterAll(() => {
  ssm.restore();
  rmSync(stages, { recursive: true });
});

const full = {
  senderEmail: 'keys@acme.dev',
  upstreamUrl: 'https://api.acme.dev',
  allowedOrigins: ['https://dashboard.acme.dev'],
  noticeLeadDays: [60, 7],
  selfSignUp: false,
};

/** The stage `prod` is deployed with these settings. */
function deployed(settings: Record<string, unknown>) {
  const record = recordSettings(readSettings((name) => settings[name]));
  ssm
    .on(GetParameterCommand, { Name: '/latchkey/prod/settings' })
    .resolves({ Parameter: { Value: JSON.stringify(record) } });
}

function object(file: unknown, ...pairs: string[]) {
  writeFileSync(join(stages, 'prod.json'), JSON.stringify(file));
  return objectTo(new SSMClient(), readDeploymentSettings(pairs, {}, stages));
}

it('deploys a stage for the first time, and again with the same settings or changed ones', async () => {
  ssm.on(GetParameterCommand).rejects(new ParameterNotFound({ message: 'none', $metadata: {} }));
  expect(await object(full)).toBeNull();
  deployed(full);
  expect(await object(full)).toBeNull();
  expect(
    await object({ ...full, upstreamUrl: 'https://new.acme.dev', senderEmail: 'new@acme.dev' }),
  ).toBeNull();
});

it('objects to a deployment that drops settings, names each, and takes back what it advises', async () => {
  deployed(full);
  const objection = await object({ senderEmail: full.senderEmail });
  expect(objection).toMatch(/upstreamUrl: "https:\/\/api\.acme\.dev" would become none\n/);
  expect(objection).toMatch(/allowedOrigins: \["https:\/\/dashboard\.acme\.dev"\] would become \[\]\n/);
  expect(objection).toMatch(/noticeLeadDays: \[60,7\] would become \[30,7,1\]\n/);
  expect(objection).toMatch(/selfSignUp: false would become true\n/);
  expect(objection).not.toContain('senderEmail');
  const advised = [...(objection ?? '').matchAll(/-c (\S+)/g)].map(([, pair = '']) => pair);
  expect(advised).toHaveLength(4);
  expect(await object({ senderEmail: full.senderEmail }, ...advised)).toBeNull();
  expect(await object({ ...full, upstreamUrl: '' })).toBeNull();
});

it('objects when AWS does not tell what is deployed, and knows the way past', async () => {
  ssm.on(GetParameterCommand).rejects(Object.assign(new Error(), { name: 'AccessDeniedException' }));
  const objection = await object(full);
  expect(objection).toContain('AccessDeniedException');
  expect(objection).toContain('ssm:GetParameter on /latchkey/prod/settings');
});

it('objects to what would fail, such as an issuer that does not answer, and not to what only might', async () => {
  const question = (level: 'ok' | 'warning' | 'stop', what: string) => ({
    topic: 'Identity provider',
    permission: 'none',
    ask: async () => ({ level, topic: 'Identity provider', what, action: 'Look for it.' }),
  });
  const fine = [question('ok', 'There.'), question('warning', 'Odd.')];
  expect(await objectToAnswers(fine)).toBeNull();
  const objection = await objectToAnswers([...fine, question('stop', 'Does not answer.')]);
  expect(objection).toMatch(/^Not deployed:\nSTOP .*Does not answer\.\n.*Look for it\.\nnpx cdk deploy/);
  expect(objection).not.toContain('Odd');
});

it('goes without a setting of another version', async () => {
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: '{"ofAnotherVersion":"1"}' } });
  expect(await object(full)).toBeNull();
});

it('keeps the record of the longest settings within an SSM parameter', () => {
  const long = `https://${'a'.repeat(5000)}.dev`;
  const settings = {
    ...full,
    upstreamUrl: long,
    allowedOrigins: [long],
    replyToEmail: `a@${'b'.repeat(5000)}.dev`,
  };
  const record = recordSettings(readSettings((name) => (settings as Record<string, unknown>)[name]));
  expect(Object.keys(record)).toHaveLength(6);
  for (const text of Object.values(record)) expect(text.length).toBeLessThanOrEqual(120);
});

describe('the settings of a deployment', () => {
  const read = (file: string, ...pairs: string[]) => {
    writeFileSync(join(stages, 'test.json'), file);
    return readDeploymentSettings(['stage=test', ...pairs], {}, stages);
  };

  it('come from the file of the stage, and from the command line over it', () => {
    const file = JSON.stringify({ ...full, '@aws-cdk/core:bootstrapQualifier': 'acme' });
    expect(read(file)).toMatchObject({ settings: { ...full, stage: 'test' }, qualifier: 'acme' });
    expect(read(file, 'selfSignUp=true').settings.selfSignUp).toBe(true);
  });

  it.each([
    ['not JSON', '{"senderEmail": ', /stages\/test\.json must be an object in JSON/],
    ['a list', '[]', /must be an object in JSON/],
    ['a stage', '{"stage":"prod"}', /must not set stage/],
    [
      'an unknown setting',
      '{"upstreamURl":"https://a.dev"}',
      /upstreamURl: is not a setting; upstreamUrl is/,
    ],
    ['no sender', '{}', /senderEmail: .*not set\nSet them in stages\/test\.json/],
  ])('refuse a file with %s', (_, file, message) => {
    expect(() => read(file)).toThrow(message);
  });

  it('look for no file outside the folder', () => {
    expect(() => readDeploymentSettings(['stage=../prod'], {}, stages)).toThrow(/stage: must be/);
  });
});

it('reads from the arguments of the CDK the settings and the profile', () => {
  expect(
    readOptions([
      '--require-approval',
      'never',
      '-c',
      'a=1',
      '--context=b=2',
      '--context',
      'c=3',
      '--profile=x',
    ]),
  ).toEqual({ context: ['a=1', 'b=2', 'c=3'], profile: 'x', isHelp: false });
  expect(readOptions(['--help'])).toMatchObject({ context: [], isHelp: true });
});
