import type { Account } from './account.ts';
import { openCursor, sealCursor } from './cursor.ts';
import { compareNewestFirst, type Key, type KeyStatus, type KeyView, keyStatus, viewKey } from './key.ts';
import type { Counting } from './key-use.ts';
import { Problem } from './problem-catalogue.ts';
import type { ListDayView } from './usage-view.ts';

/** A key in a list; with its days if they were asked for. */
type KeyListItem = KeyView & { days?: ListDayView[] };

export interface KeyPage {
  items: KeyListItem[];
  nextCursor: string | null;
}

/** What a page is cut from. */
export interface KeyList {
  account: Account;
  keys: readonly Key[];
  counting: Counting;
  /** By the id of a key; null: they were not asked for. */
  daysOf: ((keyId: string) => ListDayView[]) | null;
}

/**
 * One page of an account's keys, newest first. It is cut from all of them, which the key limit keeps few: so
 * a page is always exact, and can filter by status although no status is stored.
 * @param query.limit the most keys on a page
 * @param query.cursor the nextCursor of the previous page; null: the first page
 * @throws Problem `invalid_request` when the cursor was not handed out for this list
 */
export function cutPage(
  { account, keys, counting, daysOf }: KeyList,
  query: { status: KeyStatus | null; limit: number; cursor: string | null },
  now: Date,
): KeyPage {
  const { status, limit, cursor } = query;
  const scope = {
    accountId: account.accountId,
    list: `keys:${status ?? ''}`,
    signingSecret: account.signingSecret,
  };
  const position = cursor === null ? null : openCursor(scope, cursor);
  if (cursor !== null && position === null) {
    throw new Problem('invalid_request', {
      errors: [{ field: 'cursor', detail: 'must be a nextCursor of this list, with the same status' }],
    });
  }
  const remaining = keys
    .filter((key) => status === null || keyStatus(key.expiresAt, account.noticeLeadDays, now) === status)
    .filter((key) => position === null || isAfter(position, key))
    .sort(compareNewestFirst);
  const page = remaining.slice(0, limit);
  const last = page.at(-1);
  return {
    items: page.map((key) => ({
      ...viewKey(key, account.noticeLeadDays, counting, now),
      ...(daysOf && { days: daysOf(key.keyId) }),
    })),
    nextCursor: last && remaining.length > limit ? sealCursor(scope, positionOf(last)) : null,
  };
}

/** Where a key stands in the list: what the list is sorted by. */
function positionOf(key: Key): string {
  return `${key.createdAt.getTime()}.${key.keyId}`;
}

function isAfter(position: string, key: Key): boolean {
  const [createdAtMs, keyId = ''] = position.split('.');
  return compareNewestFirst({ createdAt: new Date(Number(createdAtMs)), keyId }, key) < 0;
}
