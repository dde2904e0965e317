import type { APIGatewayClient } from '@aws-sdk/client-api-gateway';
import type { LambdaClient } from '@aws-sdk/client-lambda';
import type { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { SSMClient } from '@aws-sdk/client-ssm';
import type { STSClient } from '@aws-sdk/client-sts';
import type { Settings } from '../../lib/settings.ts';
import type { DeploymentSettings } from '../shared/deployment-settings.ts';
import { answerQuestion, type Finding, type Question } from './finding.ts';
import { askBootstrap } from './questions/bootstrap.ts';
import { askClientSecret } from './questions/client-secret.ts';
import { askConcurrency } from './questions/concurrency.ts';
import { askIdentity } from './questions/identity.ts';
import { askSender, askSending } from './questions/mail.ts';
import { askOidcProvider } from './questions/oidc-provider.ts';
import { judgeRegion } from './questions/region.ts';
import { askSamlProvider } from './questions/saml-provider.ts';
import { askSenderDomain } from './questions/sender-domain.ts';
import { askSettings } from './questions/settings.ts';
import { askSignInSender } from './questions/sign-in-mail.ts';
import { askThrottle } from './questions/throttle.ts';

export interface Clients {
  sts: STSClient;
  ssm: SSMClient;
  lambda: LambdaClient;
  apiGateway: APIGatewayClient;
  ses: SESv2Client;
  secrets: SecretsManagerClient;
  /** Reaches the identity provider. */
  web: typeof fetch;
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

function askIdentityProvider(
  { secrets, web }: Clients,
  { identityProvider: provider }: Settings,
  region: string,
): Question[] {
  if (!provider) return [];
  if (provider.type === 'saml') return [askSamlProvider(provider, web, new Date())];
  return [askOidcProvider(provider, web), askClientSecret(secrets, provider, region)];
}
