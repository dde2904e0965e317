import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import type { DeploymentSettings } from '../shared/deployment-settings.ts';
import { answerQuestion, type Finding } from './finding.ts';
import { askBootstrap } from './questions/bootstrap.ts';
import { askConcurrency } from './questions/concurrency.ts';
import { askIdentity } from './questions/identity.ts';
import { askIdentityProvider, type ProviderSources } from './questions/identity-provider.ts';
import { askSender, askSending } from './questions/mail.ts';
import { judgeRegion } from './questions/region.ts';
import { askSenderDomain } from './questions/sender-domain.ts';
import { askSettings } from './questions/settings.ts';
import { askSignInSender } from './questions/sign-in-mail.ts';
import { askThrottle } from './questions/throttle.ts';

export interface Clients extends ProviderSources {
  sts: STSClient;
  ssm: SSMClient;
  lambda: LambdaClient;
  apiGateway: APIGatewayClient;
  ses: SESv2Client;
}

/**
 * Asks AWS all that a deployment relies on; reads only.
 * @param connect makes the clients, once the region is known to be one
 * @returns findings; the first `stop` of region or credentials ends the questions
 */
export async function runPreflight(
  deployment: DeploymentSettings,
  { region, connect }: { region: string | undefined; connect: (region: string) => Clients },
): Promise<Finding[]> {
  const place = judgeRegion(region);
  if (place.level === 'stop' || !region) return [place];
  const clients = connect(region);
  const { sts, ssm, lambda, apiGateway, ses } = clients;
  const identity = await askIdentity(sts);
  if (identity.level === 'stop') return [identity, place];
  const { settings, qualifier } = deployment;
  const questions = [
    askSettings(ssm, deployment),
    askBootstrap(ssm, qualifier),
    askConcurrency(lambda, settings),
    askThrottle(apiGateway, settings),
    askSending(ses, settings),
    settings.senderDomain ? askSenderDomain(ses, settings.senderDomain, settings) : askSender(ses, settings),
    ...(settings.signInSenderEmail
      ? [askSignInSender(ses, settings.signInSenderIdentity ?? settings.signInSenderEmail)]
      : []),
    ...askIdentityProvider(clients, settings, region),
  ];
  return [identity, place, ...(await Promise.all(questions.map(answerQuestion))).flat()];
}
