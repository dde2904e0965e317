import type { Account } from '../../core/account.ts';
import { type AccountOwner, draftAccount } from '../../core/account-draft.ts';
import { type AccountChanges, type AccountEdit, applyEdit } from '../../core/account-edit.ts';
import type { NewKey } from '../../core/key.ts';
import { anyLifetime, type LifetimePolicy } from '../../core/lifetime-policy.ts';
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
import { hashSecret } from '../../core/secret.ts';
import { type RecordChange, unrecorded } from '../../core/trail.ts';
import { changeOfAccount, creationOfAccount } from '../../core/trail-changes.ts';
import { emailKeyOf, toAccount, toAccountAttributes, toNewAccountItem } from './account-items.ts';
import { accountItemKey, externalItemKey, type ItemKey, signInItemKey } from './item-keys.ts';
import type { AccountItem, MappingItem } from './item-shapes.ts';
import { toNewKeyItem } from './key-items.ts';
import type { TableClient } from './table-client.ts';
import { buildUpdateExpression } from './update-expression.ts';

/** Changes to one account that may collide before we give up; each collision is one change that succeeded. */
const editAttempts = 10;

/** Accounts and the sign-ins that lead to them. */
export class AccountStore {
  readonly #table: TableClient;
  readonly #defaultLeadDays: readonly number[];

  /** @param defaultLeadDays the operator's lead times, for accounts that have none of their own */
  constructor(table: TableClient, defaultLeadDays: readonly number[]) {
    this.#table = table;
    this.#defaultLeadDays = defaultLeadDays;
  }

  /**
   * The account of a sign-in; made, with its default key, the first time. The default key gets a date if keys must
   * have one.
   *
   * Account and key are written under fresh random ids, where nobody can see them, and become real by one
   * conditional write: that of the sign-in's mapping. So of many calls at once exactly one wins, and a crash
   * before that write leaves only two unreachable items, whose secret nobody was told.
   */
  async ensure(
    signIn: { sub: string; email: string; issuedAt?: Date | null },
    now: Date,
    policy: LifetimePolicy = anyLifetime,
    record: RecordChange = unrecorded,
  ): Promise<{ account: Account; created: NewKey | null }> {
    const existing = await this.find(signIn.sub);
    if (existing) {
      const account = await this.#refreshEmail(existing, signIn, now, record);
      return { account: await this.#enlist(account, signIn.sub), created: null };
    }

    const { sub, email, issuedAt = null } = signIn;
    const owner = { signIns: [sub], externalId: null, email, emailIssuedAt: issuedAt, timeZone: 'UTC' };
    const created = await this.#create(owner, signInItemKey(sub), { now, policy, record });
    return created ?? { account: await this.require(sub), created: null };
  }

  /**
   * The account of a user of the operator's own, as `ensure` makes one; an existing one gets the address and the time zone. A call that
   * changes nothing leaves no line.
   */
  async ensureExternal(
    { externalId, email, timeZone }: { externalId: string; email: string; timeZone?: string | undefined },
    now: Date,
    policy: LifetimePolicy = anyLifetime,
    record: RecordChange = unrecorded,
  ): Promise<{ account: Account; created: NewKey | null }> {
    const mappingKey = externalItemKey(externalId);
    if (!(await this.#findId(mappingKey))) {
      const owner = { signIns: [], externalId, email, emailIssuedAt: null, timeZone: timeZone ?? 'UTC' };
      const created = await this.#create(owner, mappingKey, { now, policy, record });
      if (created) return created;
    }
    const accountId = await this.#findId(mappingKey);
    const account = accountId === null ? null : await this.get(accountId);
    if (!account) throw new Problem('account_not_found');
    const isZoneNew = timeZone !== undefined && timeZone !== account.timeZone;
    if (account.email === email && !isZoneNew) return { account, created: null };
    const edit = (current: Account): AccountEdit => ({
      ...(current.email !== email && { email }),
      ...(timeZone !== undefined && { timeZone }),
    });
    const what = changeOfAccount('edit_account', account, { email, ...(isZoneNew && { timeZone }) });
    const changed = await record(what, () => this.change(account.accountId, edit, now));
    return { account: changed, created: null };
  }

  /** The account of a user of the operator's own. */
  async findExternal(externalId: string): Promise<Account | null> {
    const accountId = await this.#findId(externalItemKey(externalId));
    return accountId === null ? null : this.get(accountId);
  }

  /** Makes an account that `mappingKey` leads to; null when that already leads to another. */
  async #create(
    owner: AccountOwner,
    mappingKey: ItemKey,
    { now, policy, record }: { now: Date; policy: LifetimePolicy; record: RecordChange },
  ): Promise<{ account: Account; created: NewKey } | null> {
    const { account, created } = draftAccount(owner, { leadDays: this.#defaultLeadDays, policy, now });
    const { accountId } = account;
    const items = [
      toNewAccountItem(account, created.key.keyId),
      toNewKeyItem(created.key, hashSecret(created.secretKey)),
    ];
    const write = async () => {
      await Promise.all(items.map((item) => this.#table.put(item)));
      const mapping: MappingItem = { ...mappingKey, accountId };
      const { done } = await this.#table.put(mapping, 'attribute_not_exists(pk)');
      // A retry after a lost response fails its own condition: the mapping itself tells who won.
      return done || (await this.#findId(mappingKey)) === accountId;
    };
    const isOurs = await record(creationOfAccount(account, created.key), write, (done) => done);
    if (isOurs) return { account, created };

    await Promise.allSettled(items.map(({ pk, sk }) => this.#table.delete({ pk, sk })));
    return null;
  }

  /** @throws Problem `account_not_found` when the sign-in has no account yet */
  async require(sub: string): Promise<Account> {
    const account = await this.find(sub);
    if (!account) throw new Problem('account_not_found');
    return account;
  }

  /** @throws Problem `account_not_found` when the sign-in has no account yet */
  async requireId(sub: string): Promise<string> {
    const accountId = await this.#findId(signInItemKey(sub));
    if (accountId === null) throw new Problem('account_not_found');
    return accountId;
  }

  async find(sub: string): Promise<Account | null> {
    const accountId = await this.#findId(signInItemKey(sub));
    return accountId === null ? null : this.get(accountId);
  }

  async get(accountId: string): Promise<Account | null> {
    const item = await this.#table.get<AccountItem>(accountItemKey(accountId));
    return item && toAccount(item, this.#defaultLeadDays);
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
      const outcome = await this.#table.update<AccountItem>(accountItemKey(accountId), {
        expression,
        condition: '#version = :seen',
        names,
        values: { ...values, ':seen': account.version },
      });
      if (outcome.done) return toAccount(outcome.item, this.#defaultLeadDays);
    }
    throw new Problem('unavailable');
  }

  async #findId(mappingKey: ItemKey): Promise<string | null> {
    const item = await this.#table.get<MappingItem>(mappingKey);
    return item?.accountId ?? null;
  }

  /** Completes an account from before the table had lists of sign-ins and an index of addresses. */
  async #enlist(account: Account, sub: string): Promise<Account> {
    const { accountId, email, signIns } = account;
    if (signIns.includes(sub)) return account;
    const outcome = await this.#table.update<AccountItem>(accountItemKey(accountId), {
      expression: 'SET emailKey = :emailKey ADD signIns :signIns',
      // Otherwise the address has just been changed, and the next sign-in does it.
      condition: 'email = :email',
      values: { ':emailKey': emailKeyOf(email), ':signIns': new Set([sub]), ':email': email },
    });
    return outcome.done ? toAccount(outcome.item, this.#defaultLeadDays) : account;
  }

  /**
   * A holder who changes the address of the sign-in wants notices there from then on. An ID token from before
   * the change still works for a while, but does not change it back: only a token that was issued later does. The address of
   * a user of the operator's own is the operator's to change.
   */
  async #refreshEmail(
    account: Account,
    { email, issuedAt = null }: { email: string; issuedAt?: Date | null },
    now: Date,
    record: RecordChange,
  ): Promise<Account> {
    const isLater = (known: Date | null) => issuedAt !== null && (known === null || issuedAt > known);
    if (account.externalId !== null || account.email === email) return account;
    if (!issuedAt || !isLater(account.emailIssuedAt)) return account;
    return record(changeOfAccount('change_email', account, { email }), () =>
      this.change(
        account.accountId,
        // Asked again when another token has got in between.
        (current) => (isLater(current.emailIssuedAt) ? { email, emailIssuedAt: issuedAt } : {}),
        now,
      ),
    );
  }
}
