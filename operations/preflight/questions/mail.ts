import {
  GetAccountCommand,
  type GetAccountCommandOutput,
  GetEmailIdentityCommand,
  NotFoundException,
  type SESv2Client,
} from '@aws-sdk/client-sesv2';
import type { Settings } from '../../../lib/settings.ts';
import type { Finding, Question } from '../finding.ts';

/** Whether SES sends at all, to whom, and how fast. */
export function askSending(ses: SESv2Client, settings: Settings): Question {
  return {
    topic: 'SES sending',
    permission: 'ses:GetAccount',
    ask: async () => {
      const account = await ses.send(new GetAccountCommand());
      return [judgeState(account), judgeSandbox(account), judgeRate(account, settings)];
    },
  };
}

/** Whether SES lets mail go out from the sender's address. */
export function askSender(ses: SESv2Client, settings: Settings): Question {
  const topic = 'Sender of the mails';
  const { senderEmail, createSenderIdentity } = settings;
  const domain = senderEmail.slice(senderEmail.indexOf('@') + 1);
  return {
    topic,
    permission: 'ses:GetEmailIdentity',
    async ask(): Promise<Finding> {
      const address = await readIdentity(ses, senderEmail);
      const verified = address?.isVerified
        ? { name: senderEmail, identity: address }
        : await findVerifiedDomain(ses, domain);
      if (verified && verified.identity.dkim !== 'SUCCESS') {
        return {
          level: 'warning',
          topic,
          what: `${verified.name} is verified, but its DKIM is ${verified.identity.dkim}.`,
          why: "Mails are not signed by your domain, so they can't pass DMARC, and many end up as spam.",
          action: 'Set senderDomain, or set up DKIM for the domain in SES, in this region.',
        };
      }
      if (verified) {
        const reminder = address && createSenderIdentity && { action: ownIdentityHint };
        return { level: 'ok', topic, what: `${verified.name} is verified, with DKIM.`, ...reminder };
      }
      if (createSenderIdentity) {
        return {
          level: 'warning',
          topic,
          what: address
            ? `${senderEmail} is not verified yet.`
            : `${senderEmail} is not an identity of SES yet.`,
          why: 'Until it is verified, no mail about an expiring key goes out.',
          action: address
            ? `Open the link that SES has sent to ${senderEmail}. ${ownIdentityHint}`
            : `Deploy, then open the link that SES sends to ${senderEmail}.`,
        };
      }
      return {
        level: 'stop',
        topic,
        what: `Neither ${senderEmail} nor its domain is verified, and createSenderIdentity is false.`,
        why: 'SES refuses every mail from it.',
        action: `Verify ${domain} or the address in SES, in this region, or set createSenderIdentity to true.`,
      };
    },
  };
}

export const ownIdentityHint =
  'If it was not this stage that created the identity, set createSenderIdentity to false, or the deployment fails on it.';

function judgeState({ SendingEnabled, EnforcementStatus = 'HEALTHY' }: GetAccountCommandOutput): Finding {
  const topic = 'SES state';
  if (SendingEnabled === false || EnforcementStatus === 'SHUTDOWN') {
    return {
      level: 'stop',
      topic,
      what: 'SES does not send for this account.',
      why: 'No mail about an expiring key would go out.',
      action: 'See the account dashboard of SES; AWS support lifts a shutdown.',
    };
  }
  if (EnforcementStatus !== 'HEALTHY') {
    return {
      level: 'warning',
      topic,
      what: `SES has the account under review (${EnforcementStatus}).`,
      why: 'If bounces or complaints go on, AWS stops its mail.',
      action: 'See the reputation metrics of SES for what caused it.',
    };
  }
  return { level: 'ok', topic, what: 'Sending is enabled.' };
}

function judgeSandbox({ ProductionAccessEnabled, SendQuota }: GetAccountCommandOutput): Finding {
  const topic = 'SES sandbox';
  // One mail a second and 200 a day are what the sandbox has; the flag is what says so.
  const quota = `${SendQuota?.MaxSendRate ?? '?'} a second, ${SendQuota?.Max24HourSend ?? '?'} a day`;
  if (ProductionAccessEnabled) return { level: 'ok', topic, what: `Out of the sandbox: ${quota}.` };
  return {
    level: 'warning',
    topic,
    what: `The account is in the sandbox: ${quota}.`,
    why: 'Mail goes to verified addresses only, so account holders would not be told of an expiry.',
    action: 'Request production access in the console of SES, in this region; AWS takes about a day.',
  };
}

function judgeRate({ SendQuota }: GetAccountCommandOutput, { mailsPerSecond }: Settings): Finding {
  const topic = 'SES sending rate';
  const rate = SendQuota?.MaxSendRate ?? 0;
  // SES returns -1 for an unlimited quota.
  if (rate === -1 || rate >= mailsPerSecond) return { level: 'ok', topic, what: `${rate} mails a second.` };
  return {
    level: 'warning',
    topic,
    what: `mailsPerSecond is ${mailsPerSecond}, but SES takes ${rate} a second.`,
    why: 'SES refuses what is above it. Those mails are sent later, and each refusal costs time.',
    action: `Deploy with -c mailsPerSecond=${Math.max(1, Math.floor(rate))}, or ask for a higher rate in SES.`,
  };
}

/** A domain speaks for all addresses of it and of its subdomains. */
async function findVerifiedDomain(
  ses: SESv2Client,
  domain: string,
): Promise<{ name: string; identity: SenderIdentity } | null> {
  const parts = domain.split('.');
  for (let i = 0; i < parts.length - 1; i++) {
    const name = parts.slice(i).join('.');
    const identity = await readIdentity(ses, name);
    if (identity?.isVerified) return { name, identity };
  }
  return null;
}

/** What SES knows of an identity; states as SES names them. */
export interface SenderIdentity {
  isVerified: boolean;
  dkim: string;
  mailFrom: { domain: string; status: string } | null;
}

/** @returns null when there is no such identity */
export async function readIdentity(ses: SESv2Client, name: string): Promise<SenderIdentity | null> {
  try {
    const identity = await ses.send(new GetEmailIdentityCommand({ EmailIdentity: name }));
    const { DkimAttributes: dkim, MailFromAttributes: mailFrom } = identity;
    return {
      isVerified: identity.VerifiedForSendingStatus === true,
      dkim: dkim?.SigningEnabled === false ? 'off' : (dkim?.Status ?? 'NOT_STARTED'),
      mailFrom: mailFrom?.MailFromDomain
        ? { domain: mailFrom.MailFromDomain, status: mailFrom.MailFromDomainStatus ?? 'PENDING' }
        : null,
    };
  } catch (error) {
    if (error instanceof NotFoundException) return null;
    throw error;
  }
}
