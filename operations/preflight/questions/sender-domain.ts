import type { SESv2Client } from '@aws-sdk/client-sesv2';
import { mailFromDomainOf } from '../../../lib/sender-identity.ts';
import type { Settings } from '../../../lib/settings.ts';
import type { Finding, Question } from '../finding.ts';
import { ownIdentityHint, readIdentity } from './mail.ts';

/** Whether the domain that `senderDomain` names is verified in SES, signs with DKIM, and has its MAIL FROM domain. */
export function askSenderDomain(
  ses: SESv2Client,
  domain: string,
  { senderHostedZoneId }: Pick<Settings, 'senderHostedZoneId'>,
): Question {
  const topic = 'Domain of the sender';
  const records = senderHostedZoneId
    ? `Look for the records in the hosted zone ${senderHostedZoneId}, and whether the name servers of ${domain} are those of the zone.`
    : 'Add the records that the outputs of the stack Notices name to the DNS of the domain.';
  return {
    topic,
    permission: 'ses:GetEmailIdentity',
    async ask(): Promise<Finding> {
      const identity = await readIdentity(ses, domain);
      if (!identity) {
        return {
          level: 'warning',
          topic,
          what: `${domain} is not an identity of SES yet.`,
          why: 'Until it is verified, no mail about an expiring key goes out.',
          action: senderHostedZoneId
            ? 'Deploy, and run this again some minutes later.'
            : 'Deploy, then add the records that the outputs of the stack Notices name to its DNS.',
        };
      }
      if (!identity.isVerified || identity.dkim !== 'SUCCESS') {
        return {
          level: 'warning',
          topic,
          what: `${domain} is ${identity.isVerified ? 'verified, but its DKIM is' : 'not verified: its DKIM is'} ${identity.dkim}.`,
          why: identity.isVerified
            ? 'Mails are not signed by the domain, so many end up as spam.'
            : 'Until it is verified, no mail about an expiring key goes out.',
          action: `${records} SES looks again for up to 72 hours. ${ownIdentityHint}`,
        };
      }
      const mailFrom = mailFromDomainOf(domain);
      if (identity.mailFrom?.domain !== mailFrom || identity.mailFrom.status !== 'SUCCESS') {
        return {
          level: 'warning',
          topic,
          what: `${domain} is verified and signs with DKIM, but ${mailFrom} is not verified as its MAIL FROM domain.`,
          why: 'Mails go out, but SPF speaks for amazonses.com and not for the domain.',
          action: `${records} ${ownIdentityHint}`,
        };
      }
      return { level: 'ok', topic, what: `${domain} is verified, with DKIM and MAIL FROM ${mailFrom}.` };
    },
  };
}
