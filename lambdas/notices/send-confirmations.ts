import { MailFault } from '../adapters/mail/mailer.ts';
import type { Lease } from '../adapters/table/notice-store.ts';
import { pathOf } from '../contract/routes.ts';
import { faultOf } from '../core/delivery.ts';
import { sealConfirmation } from '../core/notice-email.ts';
import { renderConfirmation } from './mails/confirmation-mail.tsx';
import type { NotifierTools, Served } from './tools.ts';

/**
 * Asks each new notice address once whether it wants the account's notices.
 * @returns the account's version if nobody else has changed it since it was leased, else null
 */
export async function sendConfirmations(
  tools: NotifierTools,
  { account, item }: Lease,
  served: Served,
): Promise<number | null> {
  const { accounts, mailer, portalUrl, clock } = tools;
  const waiting = account.noticeEmails.filter(
    ({ email, askedAt }) => askedAt === null && faultOf(account, email) === null,
  );
  if (waiting.length === 0) return account.version;

  const asked: string[] = [];
  let updated = account;
  try {
    for (const { email, requestedAt } of waiting) {
      const token = sealConfirmation({ accountId: account.accountId, email, requestedAt }, item.cursorSecret);
      const link = `${portalUrl}${pathOf('showConfirmation')}?token=${token}`;
      const mail = renderConfirmation({ holder: account.email, link });
      try {
        await mailer.send({ ...mail, to: [email] }, account.accountId);
        served.mails++;
      } catch (error) {
        // What the service refuses now it would refuse again: the holder sees that the address stays unconfirmed.
        if (!(error instanceof MailFault) || error.kind !== 'refused') throw error;
      }
      asked.push(email);
    }
  } finally {
    if (asked.length > 0) {
      updated = await accounts.change(
        account.accountId,
        ({ noticeEmails }) => ({
          noticeEmails: noticeEmails.map((entry) =>
            asked.includes(entry.email) ? { ...entry, askedAt: entry.askedAt ?? clock() } : entry,
          ),
        }),
        clock(),
      );
    }
  }
  return updated.version === account.version + 1 ? updated.version : null;
}
