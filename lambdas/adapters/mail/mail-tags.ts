/** The tags by which a mail names its account, and the attempt to send it, in the events of SES. */
export const accountTag = 'latchkey-account';
export const attemptTag = 'latchkey-attempt';

/** What a mail is known by when SES reports about it. */
export interface MailTags {
  accountId: string;
  attemptId: string;
}
