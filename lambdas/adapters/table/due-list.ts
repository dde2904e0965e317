import type { Account } from '../../core/account.ts';
import type { DueNotice } from '../../core/due-notice.ts';
import { fromEpochSeconds, toEpochSeconds } from '../../core/instant.ts';
import type { Key } from '../../core/key.ts';
import { noticeShard, noticeShardCount } from '../../core/notice-schedule.ts';
import { AccountStore } from './account-store.ts';
import { dueNoticesIndex } from './due-notices-index.ts';
import {
  accountSortKey,
  type ItemKey,
  keyItemKey,
  keySortPrefix,
  parseRotationMailSortKey,
} from './item-keys.ts';
import { isKeyItem, type KeyItem, type VoidedKeyItem } from './item-shapes.ts';
import { toKey } from './key-items.ts';
import type { QueryPage, TableClient } from './table-client.ts';

/** A place in the queue, as the index has it. */
type DueEntry = ItemKey & { noticeAt: number };

/** What the table has there. */
type QueuedItem = ItemKey & { noticeAt?: number };

/** Where each shard's part of a list has ended; null: it has not begun. */
type Positions = (DueEntry | null)[];

export interface DuePage {
  notices: DueNotice[];
  /** Null: there are no more. */
  next: string | null;
}

const { name: index, partitionKey, sortKey } = dueNoticesIndex;

/** The queue of notices, to look at: what a page costs grows with the page, not with the queue. */
export class DueList {
  readonly #table: TableClient;
  readonly #accounts: AccountStore;

  constructor(table: TableClient, defaultLeadDays: readonly number[]) {
    this.#table = table;
    this.#accounts = new AccountStore(table, defaultLeadDays);
  }

  /**
   * What falls due before an instant, soonest first. The index lags by a moment, and what it leads to is read from the table: what
   * has been told or moved since is left out, so a page may be short.
   * @param after where the page before has ended
   */
  async read(before: Date, { limit, after }: { limit: number; after: Positions | null }): Promise<DuePage> {
    const positions = after ?? Array.from({ length: noticeShardCount }, () => null);
    const pages = await Promise.all(
      positions.map((position, shard) => this.#readShard(shard, before, limit, position)),
    );
    const found = pages.flatMap(({ items }, shard) => items.map((entry) => ({ shard, entry })));
    const taken = found.toSorted((a, b) => a.entry.noticeAt - b.entry.noticeAt).slice(0, limit);
    const ends = [...positions];
    for (const { shard, entry } of taken) ends[shard] = entry;
    const isAll = taken.length === found.length && pages.every(({ lastKey }) => !lastKey);
    return {
      notices: await this.#readNotices(taken.map(({ entry }) => entry)),
      next: isAll ? null : writePositions(ends),
    };
  }

  async #readShard(
    shard: number,
    before: Date,
    limit: number,
    after: DueEntry | null,
  ): Promise<QueryPage<DueEntry>> {
    // Of a page that looked further ahead. DynamoDB takes no place outside of what is asked for.
    if (after && after.noticeAt >= toEpochSeconds(before)) return { items: [], lastKey: undefined };
    return this.#table.queryPage<DueEntry>({
      index,
      condition: `${partitionKey} = :shard AND ${sortKey} < :before`,
      values: { ':shard': shard, ':before': toEpochSeconds(before) },
      limit,
      startAfter: after === null ? undefined : { ...after, [partitionKey]: shard },
    });
  }

  async #readNotices(entries: readonly DueEntry[]): Promise<DueNotice[]> {
    const accounts = new Map<string, Promise<Account | null>>();
    const accountOf = (accountId: string) => {
      const known = accounts.get(accountId) ?? this.#accounts.get(accountId);
      accounts.set(accountId, known);
      return known;
    };
    const notices = await Promise.all(
      entries.map(async ({ pk, sk, noticeAt }): Promise<DueNotice[]> => {
        const [account, item] = await Promise.all([accountOf(pk), this.#table.get<QueuedItem>({ pk, sk })]);
        if (!account || item?.noticeAt !== noticeAt) return [];
        const at = fromEpochSeconds(noticeAt);
        if (sk === accountSortKey) return [{ at, account, key: null, isAboutExpiry: false }];
        const isAboutExpiry = sk.startsWith(keySortPrefix);
        const keyId = isAboutExpiry ? sk.slice(keySortPrefix.length) : parseRotationMailSortKey(sk);
        const key = keyId === null ? null : await this.#readKey(pk, keyId);
        return key ? [{ at, account, key, isAboutExpiry }] : [];
      }),
    );
    return notices.flat();
  }

  async #readKey(accountId: string, keyId: string): Promise<Key | null> {
    const item = await this.#table.get<KeyItem | VoidedKeyItem>(keyItemKey({ accountId, keyId }));
    return item && isKeyItem(item) ? toKey(item) : null;
  }
}

function writePositions(positions: Positions): string {
  const parts = positions.map((entry) => (entry ? [entry.pk, entry.sk, entry.noticeAt] : 0));
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** Positions as callers hand them back; null: they are none of ours. */
export function readPositions(cursor: string): Positions | null {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (!Array.isArray(parts) || parts.length !== noticeShardCount) return null;
    const positions = parts.map(readPosition);
    const isOurs = positions.every(
      (each, shard) => each === null || (each && noticeShard(each.pk) === shard),
    );
    return isOurs ? (positions as Positions) : null;
  } catch {
    return null;
  }
}

/** Undefined: it is none. */
function readPosition(part: unknown): DueEntry | null | undefined {
  if (part === 0) return null;
  const [pk, sk, noticeAt, ...rest] = Array.isArray(part) ? part : [];
  const isEntry =
    typeof pk === 'string' &&
    typeof sk === 'string' &&
    pk !== '' &&
    sk !== '' &&
    Number.isSafeInteger(noticeAt);
  return isEntry && rest.length === 0 ? { pk, sk, noticeAt } : undefined;
}
