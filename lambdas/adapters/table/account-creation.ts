import type { Account } from '../../core/account.ts';
import { type AccountOwner, draftAccount } from '../../core/account-draft.ts';
import type { AccountEdit } from '../../core/account-edit.ts';
import type { NewKey } from '../../core/key.ts';
import { anyLifetime, type LifetimePolicy } from '../../core/lifetime-policy.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import { hashSecret } from '../../core/secret.ts';
import { type RecordChange, unrecorded } from '../../core/trail.ts';
import { changeOfAccount, creationOfAccount } from '../../core/trail-changes.ts';
import { emailKeyOf, toAccount, toNewAccountItem } from './account-items.ts';
import { AccountStore } from './account-store.ts';
import { accountItemKey, externalItemKey, type ItemKey, signInItemKey } from './item-keys.ts';
import type { AccountItem } from './item-shapes.ts';
import { toNewKeyItem, toVoidedKeyItem } from './key-items.ts';
import { closeMapping, type MappingItem, moveMapping } from './mapping-items.ts';

/** Accounts for the functions that make them; apart, so that the bundles of all others hold nothing of it. */
export class AccountCreation extends AccountStore {
  /**
   * The account of a sign-in; made, with its default key, the first time. The default key gets a date if keys must
   * have one.
   *
   * Account and key are written under fresh random ids, where nobody can see them, and become real by one
   * conditional write: that of the sign-in's mapping. So of many calls at once exactly one wins, and a crash
   * before that write leaves only two unreachable items, whose secret nobody was told.
   *
   * Where an account was deleted, only a later sign-in makes another: an ID token lives on for an hour.
   */
  async ensure(
    signIn: { sub: string; email: string; issuedAt?: Date | null; signedInAt?: Date | null },
    now: Date,
    policy: LifetimePolicy = anyLifetime,
    record: RecordChange = unrecorded,
  ): Promise<{ account: Account; created: NewKey | null }> {
    const { sub, email, issuedAt = null, signedInAt = issuedAt } = signIn;
    const mappingKey = signInItemKey(sub);
    let place = await this.#follow(mappingKey);
    if (place.lostId !== null && (await this.#endJoining(mappingKey, place.lostId, now)))
      place = await this.#follow(mappingKey);
    const { existing, lostId, isJoined } = place;
    if (existing) {
      // The address follows the sign-in that made the account.
      const account = isJoined ? existing : await this.#refreshEmail(existing, signIn, now, record);
      return { account: await this.#enlist(account, sub), created: null };
    }
    // Deleted, but by nobody who knew of this sign-in.
    if (lostId !== null) await closeMapping(this.table, mappingKey, lostId, now);

    const owner = { signIns: [sub], externalId: null, email, emailIssuedAt: issuedAt, timeZone: 'UTC' };
    const open = {
      condition: 'deletedAtMs < :signedInAt',
      values: { ':signedInAt': signedInAt?.getTime() ?? 0 },
    };
    const created = await this.#create(owner, mappingKey, open, { now, policy, record });
    if (created) return created;
    const account = await this.find(sub);
    if (!account) throw accountDeleted();
    return { account, created: null };
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
    const { existing, lostId } = await this.#follow(mappingKey);
    if (!existing) {
      const owner = { signIns: [], externalId, email, emailIssuedAt: null, timeZone: timeZone ?? 'UTC' };
      // The operator makes it again on purpose.
      const open = {
        condition: 'attribute_not_exists(accountId) OR accountId = :lost',
        values: { ':lost': lostId ?? '' },
      };
      const created = await this.#create(owner, mappingKey, open, { now, policy, record });
      if (created) return created;
    }
    const account = existing ?? (await this.#follow(mappingKey)).existing;
    if (!account) throw new Problem('unavailable');
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
    const accountId = await this.findId(externalItemKey(externalId));
    return accountId === null ? null : this.get(accountId);
  }

  /** The account that an item leads to, or the id of one that was deleted. */
  async #follow(
    mappingKey: ItemKey,
  ): Promise<{ existing: Account | null; lostId: string | null; isJoined: boolean }> {
    const mapping = await this.table.get<MappingItem>(mappingKey);
    const accountId = mapping?.accountId ?? null;
    const existing = accountId === null ? null : await this.get(accountId);
    return { existing, lostId: existing ? null : accountId, isJoined: mapping?.joinedAtMs !== undefined };
  }

  /** Leads a sign-in to the account that it was about to join; false if it was not. @see SignInJoining */
  async #endJoining(mappingKey: ItemKey, formerId: string, now: Date): Promise<boolean> {
    const former = await this.table.get<AccountItem>(accountItemKey(formerId));
    if (former?.joinsId === undefined) return false;
    // Its key first, as nobody may repeat the call that was to end it.
    for (const keyId of Object.keys(former.keys ?? {})) {
      await this.table.put(toVoidedKeyItem({ accountId: formerId, keyId }, now));
    }
    return moveMapping(this.table, mappingKey, { from: formerId, to: former.joinsId }, now);
  }

  /**
   * Makes an account that `mappingKey` leads to; null when that already leads to another.
   * @param open when it may lead there although it has led somewhere before
   */
  async #create(
    owner: AccountOwner,
    mappingKey: ItemKey,
    open: { condition: string; values: Record<string, unknown> },
    { now, policy, record }: { now: Date; policy: LifetimePolicy; record: RecordChange },
  ): Promise<{ account: Account; created: NewKey } | null> {
    const { account, created } = draftAccount(owner, { leadDays: this.defaultLeadDays, policy, now });
    const { accountId } = account;
    const items = [
      toNewKeyItem(created.key, hashSecret(created.secretKey)),
      toNewAccountItem(account, created.key.keyId),
    ];
    const write = async () => {
      // The key first, and nothing twice: as soon as the account is there, the operator may find and suspend it. Nobody else
      // has these ids, so an item that is there already is our own.
      for (const item of items) await this.table.put(item, 'attribute_not_exists(pk)');
      const { done } = await this.table.update<MappingItem>(mappingKey, {
        expression: 'SET accountId = :accountId REMOVE deletedAtMs, removeAfter',
        condition: `attribute_not_exists(pk) OR ${open.condition}`,
        values: { ...open.values, ':accountId': accountId },
      });
      // A retry after a lost response fails its own condition: the mapping itself tells who won.
      return done || (await this.findId(mappingKey)) === accountId;
    };
    const isOurs = await record(creationOfAccount(account, created.key), write, (done) => done);
    if (isOurs) return { account, created };

    await Promise.allSettled(items.map(({ pk, sk }) => this.table.delete({ pk, sk })));
    return null;
  }

  /** Completes an account from before the table had lists of sign-ins and an index of addresses. */
  async #enlist(account: Account, sub: string): Promise<Account> {
    const { accountId, email, signIns } = account;
    if (signIns.includes(sub)) return account;
    const outcome = await this.table.update<AccountItem>(accountItemKey(accountId), {
      expression: 'SET emailKey = :emailKey ADD signIns :signIns',
      // Otherwise the address has just been changed, and the next sign-in does it, or the account is being deleted.
      condition: 'email = :email AND attribute_not_exists(deletingAtMs)',
      values: { ':emailKey': emailKeyOf(email), ':signIns': new Set([sub]), ':email': email },
    });
    return outcome.done ? toAccount(outcome.item, this.defaultLeadDays) : account;
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

/** To a holder with an earlier ID token. */
function accountDeleted(): Problem {
  return new Problem('account_not_found', {
    detail: 'The account of this sign-in was deleted. To open a new one, sign out, then sign in again.',
  });
}
