import { MailError } from '../adapters/mail/mailer.ts';
import { pathOf } from '../contract/routes.ts';
import type { Account } from '../core/account.ts';
import { addressErrorOf } from '../core/delivery.ts';
import { sealConfirmation } from '../core/notice-email.ts';
import type { NotifierDependencies, Served } from './dependencies.ts';
import { renderConfirmation } from './mails/confirmation-mail.tsx';

/**
 * Asks each new notice address once whether it wants the account's notices.
 * @param account as it was leased
 * @returns the account's version if nobody else has changed it since it was leased, else null
 */
export async function sendConfirmations(
  dependencies: NotifierDependencies,
  account: Account,
  served: Served,
): Promise<number | null> {
  const { accounts, mailer, portalUrl, clock } = dependencies;
  const { accountId, signingSecret } = account;
  const waiting = account.noticeEmails.filter(
    ({ email, askedAt }) => askedAt === null && addressErrorOf(account, email) === null,
  );
  if (waiting.length === 0) return account.version;

  const asked: string[] = [];
  let updated = account;
  try {
    for (const { email, requestedAt } of waiting) {
      const token = sealConfirmation({ accountId, email, requestedAt }, signingSecret);
      const link = `${portalUrl}${pathOf('showConfirmation')}?token=${token}`;
      const mail = renderConfirmation({ holder: account.email, link });
      try {
        await mailer.send({ ...mail, to: [email] }, accountId);
        served.mails++;
      } catch (error) {
        // The service would refuse it again: the holder sees that the address stays unconfirmed.
        if (!(error instanceof MailError) || error.kind !== 'refused') throw error;
      }
      asked.push(email);
    }
  } finally {
    if (asked.length > 0) {
      updated = await accounts.change(
        accountId,
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
