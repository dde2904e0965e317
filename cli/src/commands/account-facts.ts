import type { OperatorAccount } from '../api/schema.generated.ts';
import { moment } from '../output/dates.ts';
import type { Printer } from '../output/printer.ts';

/** What people are shown of an account, times in its own zone. */
export function accountFacts(account: OperatorAccount): [string, unknown][] {
  const { timeZone } = account;
  return [
    ['account', account.accountId],
    ['email', account.email],
    ['external id', account.externalId],
    ['sign-ins', account.signIns],
    [
      'suspended',
      account.suspendedAt
        ? `since ${moment(account.suspendedAt, timeZone)}: ${account.suspensionReason}`
        : undefined,
    ],
    ['time zone', timeZone],
    ['created', moment(account.createdAt, timeZone)],
    ['key limit', account.keyLimit],
    ['notices to', noticeEmails(account)],
    ['notices before', account.noticeLeadDays.map((days) => `${days} d`).join(', ')],
  ];
}

/** For who looks at a key: its status tells of its date only. */
export function warnOfSuspension(printer: Printer, { accountId, suspendedAt }: OperatorAccount): void {
  if (!suspendedAt) return;
  printer.warning(
    `The account is suspended: every key of it is refused. Why: latchkey accounts show ${accountId}`,
  );
}

function noticeEmails({ email, noticeEmails }: OperatorAccount): string {
  const others = noticeEmails.map((each) => (each.confirmed ? each.email : `${each.email} (not confirmed)`));
  return [email, ...others].join(', ');
}
