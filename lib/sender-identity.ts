import { CfnOutput, type Stack } from 'aws-cdk-lib';
import { PublicHostedZone } from 'aws-cdk-lib/aws-route53';
import {
  type ConfigurationSet,
  DkimIdentity,
  EasyDkimSigningKeyLength,
  EmailIdentity,
  Identity,
} from 'aws-cdk-lib/aws-ses';
import type { Settings } from './settings.ts';

/** The domain that bounces of mails from a domain go to, so that SPF speaks for the domain of the sender. */
export function mailFromDomainOf(senderDomain: string): string {
  return `bounces.${senderDomain}`;
}

/**
 * What lets SES send from `senderEmail`: an identity of its domain if `senderDomain` is set, otherwise of the
 * address, or none if `createSenderIdentity` is off. The stack's outputs say what is left to do.
 */
export function addSenderIdentity(
  stack: Stack,
  settings: Settings,
  configurationSet: ConfigurationSet,
): void {
  const { senderEmail, senderDomain, senderHostedZoneId, createSenderIdentity } = settings;
  if (senderDomain) addDomain(stack, senderDomain, senderHostedZoneId);
  else if (createSenderIdentity) {
    new EmailIdentity(stack, 'Sender', { identity: Identity.email(senderEmail), configurationSet });
  }
  const sendsLink = createSenderIdentity && !senderDomain;
  new CfnOutput(stack, 'SenderEmail', {
    value: senderEmail,
    description: `The sender of all mails${sendsLink ? '. SES has sent it a confirmation link' : ''}`,
  });
}

/**
 * The configuration set is not the domain's default: it would then also be that of mails which others send from
 * the domain. The notifier names the set in each of its calls.
 */
function addDomain(stack: Stack, domain: string, hostedZoneId: string | undefined): void {
  const mailFromDomain = mailFromDomainOf(domain);
  const identity = new EmailIdentity(stack, 'SenderDomain', {
    identity: hostedZoneId
      ? // The zone may be that of a domain above. Its name only completes the names of records: these are whole.
        Identity.publicHostedZone(
          PublicHostedZone.fromPublicHostedZoneAttributes(stack, 'SenderZone', {
            hostedZoneId,
            zoneName: domain,
          }),
        )
      : Identity.domain(domain),
    dkimIdentity: DkimIdentity.easyDkim(EasyDkimSigningKeyLength.RSA_2048_BIT),
    mailFromDomain,
  });
  const what = hostedZoneId ? 'written to the hosted zone' : 'to be added to the DNS of the domain';
  for (const [i, { name, value }] of identity.dkimRecords.entries()) {
    new CfnOutput(stack, `SenderDkimRecord${i + 1}`, {
      value: `${name} CNAME ${value}`,
      description: `DKIM key ${i + 1} of 3 that SES signs mails with, ${what}`,
    });
  }
  new CfnOutput(stack, 'SenderMailFromMxRecord', {
    value: `${mailFromDomain} MX 10 feedback-smtp.${stack.region}.amazonses.com`,
    description: `Where bounces of mails go, ${what}`,
  });
  new CfnOutput(stack, 'SenderMailFromSpfRecord', {
    value: `${mailFromDomain} TXT "v=spf1 include:amazonses.com ~all"`,
    description: `SPF, by which SES may send for the domain, ${what}`,
  });
}
