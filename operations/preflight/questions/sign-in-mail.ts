import type { SESv2Client } from '@aws-sdk/client-sesv2';
import type { Question } from '../finding.ts';
import { readIdentity } from './mail.ts';

/** Whether Cognito may send through SES from the sender of the sign-in mails. */
export function askSignInSender(ses: SESv2Client, identity: string): Question {
  const topic = 'Sender of sign-in codes';
  return {
    topic,
    permission: 'ses:GetEmailIdentity',
    async ask() {
      if ((await readIdentity(ses, identity))?.isVerified)
        return { level: 'ok', topic, what: `${identity} is verified.` };
      return {
        level: 'stop',
        topic,
        what: `${identity} is not a verified identity of SES.`,
        why: 'Cognito refuses a user pool that sends from it, so the deployment would fail.',
        action:
          'Verify it in SES, in this region. If the domain is what you verified, set signInSenderIdentity to it.',
      };
    },
  };
}
