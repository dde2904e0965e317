import { pathOf } from '../../contract/routes.ts';
import type { Account } from '../../core/account.ts';
import { sealUnsubscribe } from '../../core/notice-email.ts';

/** The link by which one recipient of an account's mails leaves. */
export function unsubscribeUrlOf(
  portalUrl: string,
  { accountId, signingSecret }: Pick<Account, 'accountId' | 'signingSecret'>,
  email: string,
): string {
  return `${portalUrl}${pathOf('showUnsubscribe')}?token=${sealUnsubscribe({ accountId, email }, signingSecret)}`;
}
