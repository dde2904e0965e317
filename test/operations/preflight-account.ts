import { APIGatewayClient, GetAccountCommand as GetApiAccount } from '@aws-sdk/client-api-gateway';
import { GetAccountSettingsCommand, LambdaClient } from '@aws-sdk/client-lambda';
import { DescribeSecretCommand, SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import {
  GetEmailIdentityCommand,
  GetAccountCommand as GetMailAccount,
  NotFoundException,
  SESv2Client,
} from '@aws-sdk/client-sesv2';
import { GetParameterCommand, ParameterNotFound, SSMClient } from '@aws-sdk/client-ssm';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { mockClient } from 'aws-sdk-client-mock';
import cdkJson from '../../cdk.json' with { type: 'json' };
import { readOptions } from '../../operations/preflight/options.ts';
import { runPreflight } from '../../operations/preflight/run-preflight.ts';

export const sts = mockClient(STSClient);
export const ssm = mockClient(SSMClient);
export const lambda = mockClient(LambdaClient);
export const apiGateway = mockClient(APIGatewayClient);
export const ses = mockClient(SESv2Client);
export const secrets = mockClient(SecretsManagerClient);
export const web = jest.fn<Promise<Response>, Parameters<typeof fetch>>();
const mocks = [sts, ssm, lambda, apiGateway, ses, secrets];

export const denied = Object.assign(new Error('User is not authorized'), { name: 'AccessDeniedException' });
const notDeployed = new ParameterNotFound({ message: 'none', $metadata: {} });
export const verified = {
  VerifiedForSendingStatus: true,
  DkimAttributes: { SigningEnabled: true, Status: 'SUCCESS' },
} as const;
export const absent = new NotFoundException({ message: 'no such identity', $metadata: {} });

/** Makes AWS play an account that has everything, before each test of a file. */
export function playCompleteAccount(): void {
  beforeEach(resetAccount);
  afterAll(() => {
    for (const mock of mocks) mock.restore();
  });
}

function resetAccount(): void {
  for (const mock of mocks) mock.reset();
  sts
    .on(GetCallerIdentityCommand)
    .resolves({ Account: '111122223333', Arn: 'arn:aws:iam::111122223333:user/op' });
  ssm.on(GetParameterCommand).resolves({ Parameter: { Value: '30' } });
  ssm.on(GetParameterCommand, { Name: '/latchkey/prod/settings' }).rejects(notDeployed);
  lambda
    .on(GetAccountSettingsCommand)
    .resolves({ AccountLimit: { ConcurrentExecutions: 1000, UnreservedConcurrentExecutions: 1000 } });
  apiGateway.on(GetApiAccount).resolves({ throttleSettings: { rateLimit: 10_000, burstLimit: 5000 } });
  ses.on(GetMailAccount).resolves({
    SendingEnabled: true,
    EnforcementStatus: 'HEALTHY',
    ProductionAccessEnabled: true,
    SendQuota: { MaxSendRate: 14, Max24HourSend: 50_000 },
  });
  secrets.on(DescribeSecretCommand).resolves({});
  web.mockReset().mockRejectedValue(new Error('nothing should be fetched'));
  ses.on(GetEmailIdentityCommand).rejects(absent);
  ses.on(GetEmailIdentityCommand, { EmailIdentity: 'acme.dev' }).resolves(verified);
}

/** All findings of a preflight. */
export async function ask(args: string[] = [], region: string | undefined = 'eu-central-1') {
  const options = readOptions(['-c', 'senderEmail=keys@mail.acme.dev', ...args], cdkJson.context);
  if (options === 'help') throw new Error('no help was asked for');
  return runPreflight(options, {
    region,
    connect: () => ({
      sts: new STSClient({ region: 'eu-central-1' }),
      ssm: new SSMClient({ region: 'eu-central-1' }),
      lambda: new LambdaClient({ region: 'eu-central-1' }),
      apiGateway: new APIGatewayClient({ region: 'eu-central-1' }),
      ses: new SESv2Client({ region: 'eu-central-1' }),
      secrets: new SecretsManagerClient({ region: 'eu-central-1' }),
      web,
    }),
  });
}

/** What is not in order, by topic. */
export async function troubles(args: string[] = [], region?: string) {
  const findings = await ask(args, region);
  return findings.filter(({ level }) => level !== 'ok');
}
