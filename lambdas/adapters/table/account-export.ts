import type { Account } from '../../core/account.ts';
import type { ExportPage } from '../../core/account-export.ts';
import type { TrailEntry } from '../../core/trail.ts';
import { accountItemKey, type ItemKey, keyItemKey } from './item-keys.ts';
import { type InventoryItem, isKeyItem } from './item-shapes.ts';
import { toKey } from './key-items.ts';
import type { NoticeItem } from './mail-item-shapes.ts';
import { toNoticeRecord } from './notice-items.ts';
import type { RequestItem, RotationRequestItem } from './request-item-shapes.ts';
import { toRotationPlans } from './rotation-mails.ts';
import type { TableClient } from './table-client.ts';
import { TrailStore } from './trail-store.ts';
import type { UsageItem } from './usage-item-shapes.ts';
import { toDayUsages } from './usage-reader.ts';

/** Items on a page; with the longest of everything, it stays far below what a function may return. */
const pageSize = 1_000;

/** Outcomes of lines that one call reads. */
const linesPerRead = 100;

/** Everything that the table has of an account, a page at a time: first what is in its own partition, then its trail. */
export class AccountExport {
  readonly #table: TableClient;
  readonly #trail: TrailStore;

  constructor(table: TableClient) {
    this.#table = table;
    this.#trail = new TrailStore(table);
  }

  /** @param position the nextPosition of the page before; null: the first page */
  async read({ accountId }: Account, position: string | null, now: Date): Promise<ExportPage> {
    const [, part, after = ''] = /^(items|trail):(.*)$/.exec(position ?? '') ?? [];
    if (part === 'trail')
      return { ...emptyPage, ...(await this.#readTrail(accountId, after || null, pageSize, now)) };
    const { items, lastKey } = await this.#table.queryPage<ItemKey>({
      condition: 'pk = :pk',
      values: { ':pk': accountId },
      limit: pageSize,
      startAfter: { ...accountItemKey(accountId), ...(after && { sk: after }) },
    });
    const page = toPage(accountId, items);
    if (lastKey) return { ...page, nextPosition: `items:${lastKey.sk}` };
    return { ...page, ...(await this.#readTrail(accountId, null, pageSize - items.length, now)) };
  }

  /** @param room for lines */
  async #readTrail(
    accountId: string,
    after: string | null,
    room: number,
    now: Date,
  ): Promise<Pick<ExportPage, 'trail' | 'nextPosition'>> {
    const trail: TrailEntry[] = [];
    let position = after;
    while (trail.length < room) {
      const limit = Math.min(linesPerRead, room - trail.length);
      const page = await this.#trail.read(accountId, { keyId: null, limit, position }, now);
      trail.push(...page.entries);
      position = page.nextPosition;
      if (position === null) return { trail, nextPosition: null };
    }
    return { trail, nextPosition: `trail:${position ?? ''}` };
  }
}

const emptyPage = { keys: [], rotations: [], notices: [], requests: [], usage: [] };

function toPage(accountId: string, items: readonly ItemKey[]): ExportPage {
  const of = <Item extends ItemKey>(prefix: string) =>
    items.filter(({ sk }) => sk.startsWith(prefix)) as Item[];
  return {
    keys: of<InventoryItem>(keyItemKey({ accountId, keyId: '' }).sk)
      .filter(isKeyItem)
      .map(toKey),
    rotations: toRotationPlans(of<InventoryItem>('MAIL#')),
    notices: of<NoticeItem>('NOTICE#').map(toNoticeRecord),
    requests: of<RequestItem | RotationRequestItem>('REQUEST#').map((item) => ({
      keyId: 'keyId' in item ? item.keyId : null,
      at: new Date(item.startedAtMs),
    })),
    usage: toDayUsages(of<UsageItem>('USAGE#')),
    trail: [],
    nextPosition: null,
  };
}
