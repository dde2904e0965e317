import { Problem } from '../../core/problem-catalogue.ts';
import { AccountDeletion } from './account-deletion.ts';
import { readInventory } from './inventory.ts';
import { accountItemKey, signInItemKey } from './item-keys.ts';
import { type AccountItem, isKeyItem } from './item-shapes.ts';
import { toKey } from './key-items.ts';
import { type MappingItem, moveMapping } from './mapping-items.ts';
import type { TableClient } from './table-client.ts';

interface Work {
  clock: () => Date;
  hasTime: () => boolean;
}

/**
 * Lets sign-ins into accounts. If the sign-in has an account with nothing in it but an unused default key, that is deleted: a mark on
 * it says which account is joined, so that whoever comes next goes on, a repeat of the call or the sign-in itself
 * (AccountCreation.ensure). The account lists the sign-in before it leads there.
 */
export class SignInJoining {
  readonly #table: TableClient;
  readonly #deletion: AccountDeletion;

  constructor(table: TableClient) {
    this.#table = table;
    this.#deletion = new AccountDeletion(table);
  }

  /** Whether a sign-in leads to an account already. */
  async isIn(accountId: string, sub: string): Promise<boolean> {
    return (await this.#read(sub))?.accountId === accountId;
  }

  /** @throws Problem `account_not_found`, `sign_in_in_use`, and `unavailable` if something got in between */
  async join(accountId: string, sub: string, work: Work): Promise<void> {
    const from = (await this.#read(sub))?.accountId ?? null;
    if (from === accountId) return;
    const former = from === null ? null : await this.#table.get<AccountItem>(accountItemKey(from));
    const isLive = former !== null && former.deletingAtMs === undefined;
    if (isLive) await this.#requireEmpty(former, sub);
    if (former?.joinsId !== undefined && former.joinsId !== accountId) {
      throw inUse('It is about to join another account.');
    }
    await this.#list(accountId, sub);
    if (from !== null && (isLive || former?.joinsId !== undefined)) {
      const joining = { joinsId: accountId, version: former?.version ?? 0 };
      const isMarked = await this.#deletion.mark(from, work.clock(), joining);
      if (!isMarked) throw new Problem('unavailable');
      await this.#deletion.advance(from, work);
    }
    const isMoved = await moveMapping(this.#table, signInItemKey(sub), { from, to: accountId }, work.clock());
    if (!isMoved) throw new Problem('unavailable');
  }

  /** Deletes what is left of the account that a sign-in led to before. */
  async finish(sub: string, work: Work): Promise<void> {
    const formerId = (await this.#read(sub))?.formerId;
    if (formerId === undefined) return;
    const progress = await this.#deletion.advance(formerId, work);
    if (progress && progress.retryAfterSeconds !== null) return;
    await this.#table.update<MappingItem>(signInItemKey(sub), {
      expression: 'REMOVE formerId',
      condition: 'formerId = :formerId',
      values: { ':formerId': formerId },
    });
  }

  /** @throws Problem `sign_in_in_use` */
  async #requireEmpty(
    { pk, keys, externalId, signIns = new Set() }: AccountItem,
    sub: string,
  ): Promise<void> {
    if (externalId !== undefined || [...signIns].some((other) => other !== sub)) {
      throw inUse('Its account has an externalId, or other sign-ins.');
    }
    const items = await readInventory(this.#table, pk);
    const isUnused = items
      .filter(isKeyItem)
      .map(toKey)
      .every(({ isDefault, use, rotation }) => {
        const wasCalled = use.lastUsedAt !== null || use.lastRefusedAt !== null;
        return isDefault && !wasCalled && rotation === null;
      });
    if (Object.keys(keys).length > 1 || !isUnused)
      throw inUse('Its account has more than an unused default key.');
  }

  /** An account lacks no sign-in that leads to it. */
  async #list(accountId: string, sub: string): Promise<void> {
    const { done } = await this.#table.update<AccountItem>(accountItemKey(accountId), {
      expression: 'ADD signIns :signIns',
      condition: 'attribute_exists(pk) AND attribute_not_exists(deletingAtMs)',
      values: { ':signIns': new Set([sub]) },
    });
    if (!done) throw new Problem('account_not_found');
  }

  #read(sub: string): Promise<MappingItem | null> {
    return this.#table.get<MappingItem>(signInItemKey(sub));
  }
}

function inUse(why: string): Problem {
  return new Problem('sign_in_in_use', {
    detail: `${why} Nothing was changed. If nobody needs that account, delete it first.`,
  });
}
