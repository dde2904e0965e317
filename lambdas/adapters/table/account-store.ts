import type { Account } from '../../core/account.ts';
import { type AccountChanges, type AccountEdit, applyEdit } from '../../core/account-edit.ts';
import { type AddressError, recordAddressError } from '../../core/mail-problem.ts';
import {
  isConfirmationGenuine,
  isSameEmail,
  isUnsubscribeGenuine,
  type NoticeEmail,
  readConfirmation,
  readUnsubscribe,
} from '../../core/notice-email.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import { type RecordChange, unrecorded } from '../../core/trail.ts';
import { changeOfAccount } from '../../core/trail-changes.ts';
import { toAccount, toAccountAttributes } from './account-items.ts';
import { accountItemKey, type ItemKey, signInItemKey } from './item-keys.ts';
import type { AccountItem } from './item-shapes.ts';
import type { MappingItem } from './mapping-items.ts';
import type { TableClient } from './table-client.ts';
import { buildUpdateExpression } from './update-expression.ts';

/** Changes to one account that may collide before we give up; each collision is one change that succeeded. */
const editAttempts = 10;

/** Accounts and the sign-ins that lead to them. */
export class AccountStore {
  protected readonly table: TableClient;
  protected readonly defaultLeadDays: readonly number[];

  /** @param defaultLeadDays the operator's lead times, for accounts that have none of their own */
  constructor(table: TableClient, defaultLeadDays: readonly number[]) {
    this.table = table;
    this.defaultLeadDays = defaultLeadDays;
  }

  /** @throws Problem `account_not_found` when the sign-in has no account yet */
  async require(sub: string): Promise<Account> {
    const account = await this.find(sub);
    if (!account) throw new Problem('account_not_found');
    return account;
  }

  /** @throws Problem `account_not_found` when the sign-in has no account yet */
  async requireId(sub: string): Promise<string> {
    const accountId = await this.findId(signInItemKey(sub));
    if (accountId === null) throw new Problem('account_not_found');
    return accountId;
  }

  async find(sub: string): Promise<Account | null> {
    const accountId = await this.findId(signInItemKey(sub));
    return accountId === null ? null : this.get(accountId);
  }

  async get(accountId: string): Promise<Account | null> {
    const item = await this.table.get<AccountItem>(accountItemKey(accountId));
    return item && item.deletingAtMs === undefined ? toAccount(item, this.defaultLeadDays) : null;
  }

  /**
   * Edits an account. `edit` sees the account as it is, and is asked again when another change got in
   * between. New lead times and new recipients put the account into the notifier's queue, which does the rest
   * even if we die here.
   * @throws Problem `account_not_found`, `rate_limited`, and whatever `edit` throws
   */
  async change(accountId: string, edit: (account: Account) => AccountEdit, now: Date): Promise<Account> {
    const updated = await this.#update(accountId, (account) => applyEdit(account, edit(account), now));
    if (!updated) throw new Problem('account_not_found');
    return updated;
  }

  /**
   * Records that mail of the account to an address failed for good. False when there is no such account.
   */
  async markAddress(accountId: string, address: string, reason: AddressError, now: Date): Promise<boolean> {
    const updated = await this.#update(accountId, (account) =>
      recordAddressError(account, address, reason, now),
    );
    return updated !== null;
  }

  /** As markAddress, of an account whose mail it was not: only if the address is on its list. */
  async markListedAddress(
    accountId: string,
    address: string,
    reason: AddressError,
    now: Date,
  ): Promise<void> {
    await this.#update(accountId, (account) =>
      account.noticeEmails.some(({ email }) => isSameEmail(email, address))
        ? { mailProblems: recordAddressError(account, address, reason, now).mailProblems }
        : null,
    );
  }

  /**
   * Marks an address as confirmed. False when this account has not sent the token, the token has expired, or
   * the address has been removed.
   */
  async confirmEmail(token: string, now: Date, record: RecordChange = unrecorded): Promise<boolean> {
    const claim = readConfirmation(token);
    const account = claim && (await this.get(claim.accountId));
    if (!claim || !account || !isConfirmationGenuine(token, account.signingSecret, now)) return false;
    const isMeant = ({ email, requestedAt }: NoticeEmail) =>
      email === claim.email && requestedAt.getTime() === claim.requestedAt.getTime();
    const recipient = account.noticeEmails.find(isMeant);
    if (!recipient) return false;
    // A link that is followed again changes nothing.
    if (recipient.confirmedAt) return true;
    const what = changeOfAccount('confirm_recipient', account, {});
    const changes = { confirmed: { before: null, after: recipient.email } };
    await record({ ...what, changes }, () =>
      this.change(
        claim.accountId,
        ({ noticeEmails }) => ({
          noticeEmails: noticeEmails.map((entry) =>
            isMeant(entry) ? { ...entry, confirmedAt: entry.confirmedAt ?? now } : entry,
          ),
        }),
        now,
      ),
    );
    return true;
  }

  /** The account and the address that a link to leave was sent to; null when it is none of ours. */
  async findUnsubscribing(token: string): Promise<{ account: Account; email: string } | null> {
    const claim = readUnsubscribe(token);
    const account = claim && (await this.get(claim.accountId));
    if (!claim || !account || !isUnsubscribeGenuine(token, account.signingSecret)) return null;
    return { account, email: claim.email };
  }

  /**
   * Writes the changes that `decide` makes of the account, on condition that it is still the same; else asks
   * again. Null when there is no such account, or `decide` returns null.
   * @throws Problem `unavailable` when other changes keep getting in between
   */
  async #update(
    accountId: string,
    decide: (account: Account) => AccountChanges | null,
  ): Promise<Account | null> {
    for (let attempt = 0; attempt < editAttempts; attempt++) {
      const account = await this.get(accountId);
      const changes = account && decide(account);
      if (!changes) return null;
      const attributes = {
        ...toAccountAttributes(accountId, changes),
        version: account.version + 1,
      };
      const { expression, names, values } = buildUpdateExpression(attributes);
      const outcome = await this.table.update<AccountItem>(accountItemKey(accountId), {
        expression,
        condition: '#version = :seen',
        names,
        values: { ...values, ':seen': account.version },
      });
      if (outcome.done) return toAccount(outcome.item, this.defaultLeadDays);
    }
    throw new Problem('unavailable');
  }

  /** The account that an item leads to. */
  protected async findId(mappingKey: ItemKey): Promise<string | null> {
    const item = await this.table.get<MappingItem>(mappingKey);
    return item?.accountId ?? null;
  }
}
