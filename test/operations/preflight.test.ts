import { GetAccountCommand as GetApiAccount } from '@aws-sdk/client-api-gateway';
import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { GetEmailIdentityCommand, GetAccountCommand as GetMailAccount } from '@aws-sdk/client-sesv2';
import { GetParameterCommand, ParameterNotFound } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readOptions } from '../../operations/preflight/options.ts';
import { formatFinding, formatSummary } from '../../operations/preflight/report.ts';
import {
  apiGateway,
  ask,
  denied,
  lambda,
  playCompleteAccount,
  ses,
  ssm,
  sts,
  troubles,
} from './preflight-account.ts';

playCompleteAccount();

it('finds everything in order in an account that has everything', async () => {
  const findings = await ask();
  expect(findings.map(({ level, topic }) => [level, topic])).toEqual(
    [
      'Credentials',
      'Region',
      'Settings',
      'CDK bootstrap',
      'Lambda concurrency',
      'API Gateway quota',
      'SES state',
      'SES sandbox',
      'SES sending rate',
      'Sender of the mails',
    ].map((topic) => ['ok', topic]),
  );
  expect(formatSummary(findings)).toContain('Nothing stands in the way');
});

it.each([
  ['ExpiredToken', /expired/i, /sign in again/i],
  ['CredentialsProviderError', /no usable AWS credentials/, /AWS_PROFILE/],
  ['InvalidClientTokenId', /no usable AWS credentials/, /AWS_PROFILE/],
])('stops at credentials that end in %s, and asks nothing else', async (name, what, action) => {
  sts.on(GetCallerIdentityCommand).rejects(Object.assign(new Error(name), { name }));
  const [finding, ...others] = await troubles();
  expect(finding).toMatchObject({ level: 'stop', topic: 'Credentials' });
  expect([finding?.what, finding?.action]).toEqual([
    expect.stringMatching(what),
    expect.stringMatching(action),
  ]);
  expect(others).toEqual([]);
  expect(lambda.calls()).toEqual([]);
});

it.each([
  ['', /No region/],
  ['cn-north-1', /can't be deployed to cn-north-1/],
  ['Frankfurt', /not the name/],
  ['us-gov-west-1', /can't be deployed to us-gov-west-1/],
])('stops at the region %j', async (region, what) => {
  const [finding] = (await ask([], region)).filter(({ topic }) => topic === 'Region');
  expect(finding).toMatchObject({
    level: 'stop',
    what: expect.stringMatching(what),
    action: expect.any(String),
  });
  // Where nothing can be deployed, nothing is asked.
  expect(sts.calls()).toHaveLength(0);
});

it('stops when the region is not bootstrapped, looking under the qualifier of the settings', async () => {
  ssm
    .on(GetParameterCommand, { Name: '/cdk-bootstrap/acme/version' })
    .rejects(new ParameterNotFound({ message: 'none', $metadata: {} }));
  const [finding] = await troubles(['-c', '@aws-cdk/core:bootstrapQualifier=acme']);
  expect(finding).toMatchObject({ level: 'stop', topic: 'CDK bootstrap', action: 'Run npx cdk bootstrap.' });
  expect(finding?.what).toContain('/cdk-bootstrap/acme/version');
});

it.each(['5', 'unreadable'])('stops when the bootstrap has the version %s', async (Value) => {
  ssm
    .on(GetParameterCommand, { Name: '/cdk-bootstrap/hnb659fds/version' })
    .resolves({ Parameter: { Value } });
  expect(await troubles()).toMatchObject([{ level: 'stop', topic: 'CDK bootstrap' }]);
});

it('stops when the deployment would drop what the stage is deployed with, and says how to keep it', async () => {
  ssm
    .on(GetParameterCommand, { Name: '/latchkey/prod/settings' })
    .resolves({ Parameter: { Value: JSON.stringify({ upstreamUrl: '"https://api.acme.dev"' }) } });
  const [finding, ...others] = await troubles();
  expect(finding).toMatchObject({ level: 'stop', topic: 'Settings' });
  expect(finding?.what).toContain('upstreamUrl ("https://api.acme.dev", then none)');
  expect(finding?.action).toContain('stages/prod.json');
  expect(others).toEqual([]);
  expect(await troubles(['-c', 'upstreamUrl=https://new.acme.dev'])).toEqual([]);
});

it.each([10, 50, 309])(
  'warns of a Lambda concurrency of %i, below what the throttle lets in',
  async (limit) => {
    lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { ConcurrentExecutions: limit } });
    const [finding, ...others] = await troubles();
    expect(finding).toMatchObject({ level: 'warning', topic: 'Lambda concurrency' });
    expect(finding?.what).toContain(`${limit} functions at once, so at most ${limit * 10} calls`);
    expect(finding?.action).toContain('L-B99A9384');
    expect(others).toEqual([]);
  },
);

it('takes a Lambda concurrency of 310 for 3,100 calls a second', async () => {
  lambda.on(GetAccountSettingsCommand).resolves({ AccountLimit: { UnreservedConcurrentExecutions: 310 } });
  expect(await troubles()).toEqual([]);
});

it('warns of each throttle setting above the quota of API Gateway, by its name', async () => {
  apiGateway.on(GetApiAccount).resolves({ throttleSettings: { rateLimit: 2500, burstLimit: 1250 } });
  const findings = await troubles();
  expect(findings.map(({ level, topic }) => [level, topic])).toEqual(
    Array.from({ length: 2 }, () => ['warning', 'API Gateway quota']),
  );
  expect(findings.map(({ action }) => /-c (\S+=\d+)/.exec(action ?? '')?.[1])).toEqual([
    'gatewayRateLimit=2500',
    'gatewayBurstLimit=1250',
  ]);
});

it('warns of the sandbox, and of a sending rate below mailsPerSecond', async () => {
  ses.on(GetMailAccount).resolves({
    SendingEnabled: true,
    ProductionAccessEnabled: false,
    SendQuota: { MaxSendRate: 1, Max24HourSend: 200 },
  });
  const [sandbox, rate, ...others] = await troubles();
  expect(sandbox).toMatchObject({ level: 'warning', topic: 'SES sandbox' });
  expect(sandbox?.what).toContain('1 a second, 200 a day');
  expect(rate).toMatchObject({ level: 'warning', topic: 'SES sending rate' });
  expect(rate?.action).toContain('-c mailsPerSecond=1');
  expect(others).toEqual([]);
  expect((await troubles(['-c', 'mailsPerSecond=1'])).map(({ topic }) => topic)).toEqual(['SES sandbox']);
});

it.each([
  [{ SendingEnabled: false }, 'stop'],
  [{ SendingEnabled: true, EnforcementStatus: 'SHUTDOWN' }, 'stop'],
  [{ SendingEnabled: true, EnforcementStatus: 'PROBATION' }, 'warning'],
] as const)('says %j of SES to be a %s', async (state, level) => {
  ses.on(GetMailAccount).resolves({
    ...state,
    ProductionAccessEnabled: true,
    SendQuota: { MaxSendRate: 14, Max24HourSend: 50_000 },
  });
  expect(await troubles()).toMatchObject([{ level, topic: 'SES state' }]);
});

it.each([
  ['ssm:GetParameter', () => ssm.on(GetParameterCommand).rejects(denied)],
  ['lambda:GetAccountSettings', () => lambda.on(GetAccountSettingsCommand).rejects(denied)],
  ['apigateway:GET', () => apiGateway.on(GetApiAccount).rejects(denied)],
  ['ses:GetAccount', () => ses.on(GetMailAccount).rejects(denied)],
  ['ses:GetEmailIdentity', () => ses.on(GetEmailIdentityCommand).rejects(denied)],
] as const)(
  'names the permission %s when AWS refuses the question, and asks the rest',
  async (permission, refuse) => {
    refuse();
    // The domain's response would be found first.
    if (permission === 'ses:GetEmailIdentity') {
      ses.on(GetEmailIdentityCommand, { EmailIdentity: 'acme.dev' }).rejects(denied);
    }
    const findings = await ask();
    const odd = findings.filter(({ level }) => level !== 'ok');
    // Two questions need this one.
    expect(odd).toHaveLength(permission === 'ssm:GetParameter' ? 2 : 1);
    for (const finding of odd) {
      expect(finding).toMatchObject({ level: 'warning', action: expect.stringContaining(permission) });
    }
    expect(findings.length).toBeGreaterThanOrEqual(7);
  },
);

it('reports a call that AWS does not answer, without the text of the error', async () => {
  lambda.on(GetAccountSettingsCommand).rejects(Object.assign(new Error('inside'), { name: 'TimeoutError' }));
  const [finding] = await troubles();
  expect(finding).toMatchObject({ level: 'warning', topic: 'Lambda concurrency' });
  expect(JSON.stringify(finding)).toContain('TimeoutError');
  expect(JSON.stringify(finding)).not.toContain('inside');
});

it('prints what is the case, why it matters and what to do', () => {
  const finding = {
    level: 'stop',
    topic: 'Region',
    what: 'None.',
    why: 'Because.',
    action: 'Set it.',
  } as const;
  expect(formatFinding(finding)).toMatch(/^STOP +Region +None\.\n +why: Because\.\n +do: +Set it\.$/);
  expect(formatSummary([finding])).toContain('Not ready to deploy: 1 to stop for');
});

it.each([
  [['-c', 'mailsPerSecnd=1'], /mailsPerSecnd: is not a setting/],
  [['-c', 'mailsPerSecond=0'], /mailsPerSecond/],
  [['-c', 'mailsPerSecond'], /name=value/],
  [['--unknown'], /unknown/],
])('refuses %j', (args, message) => {
  expect(() => readOptions(args, cdkJson.context)).toThrow(message);
});
