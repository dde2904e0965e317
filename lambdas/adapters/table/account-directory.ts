import { isAccountId } from '../../core/access-key.ts';
import type { Account } from '../../core/account.ts';
import { isSameEmail } from '../../core/notice-email.ts';
import { emailKeyOf } from './account-items.ts';
import { AccountStore } from './account-store.ts';
import { accountsByEmailIndex } from './accounts-by-email-index.ts';
import { accountItemKey, type ItemKey } from './item-keys.ts';
import type { TableClient } from './table-client.ts';

/** A part of what was found. */
export interface FoundAccounts {
  accounts: Account[];
  /** The account after which the next part begins; null: there are no more. */
  next: string | null;
}

/** Finds accounts whose ids are not known; what it costs grows with what is found. */
export class AccountDirectory {
  readonly #table: TableClient;
  readonly #accounts: AccountStore;

  constructor(table: TableClient, defaultLeadDays: readonly number[]) {
    this.#table = table;
    this.#accounts = new AccountStore(table, defaultLeadDays);
  }

  /**
   * The accounts whose notices go to an address, however it is spelled. The index may lag by a moment; what it leads to
   * is read from the table.
   * @param after where another part has ended
   */
  async findByEmail(
    email: string,
    { limit, after }: { limit: number; after: string | null },
  ): Promise<FoundAccounts> {
    const emailKey = emailKeyOf(email);
    const { name, partitionKey } = accountsByEmailIndex;
    const { items, lastKey } = await this.#table.queryPage<ItemKey>({
      index: name,
      condition: `${partitionKey} = :emailKey`,
      values: { ':emailKey': emailKey },
      limit,
      startAfter: after === null ? undefined : { ...accountItemKey(after), [partitionKey]: emailKey },
    });
    const found = await Promise.all(items.map(({ pk }) => this.#accounts.get(pk)));
    return {
      // The address may have changed since.
      accounts: found.flatMap((account) => (account && isSameEmail(account.email, email) ? [account] : [])),
      next: lastKey ? String(lastKey.pk) : null,
    };
  }
}

/** Where a part of a search has ended, as callers hand it back; null: that is none of ours. */
export function readPosition(cursor: string): string | null {
  return isAccountId(cursor) ? cursor : null;
}
