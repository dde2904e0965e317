import { type NoticeRecords, noticeLogDays } from '../../core/notice-log.ts';
import { noticeRange } from './item-keys.ts';
import type { NoticeItem } from './mail-item-shapes.ts';
import { toNoticeRecord } from './notice-items.ts';
import type { TableClient } from './table-client.ts';

/** The log of notices that were sent, which NoticeStore writes. */
export class NoticeLogReader {
  readonly #table: TableClient;

  constructor(table: TableClient) {
    this.#table = table;
  }

  /**
   * One page of an account's log, newest first.
   * @param position the nextPosition of the previous page; null: the first page
   */
  async read(accountId: string, limit: number, position: string | null, now: Date): Promise<NoticeRecords> {
    const { first, last } = noticeRange(new Date(now.getTime() - noticeLogDays * 86_400_000));
    const { items, lastKey } = await this.#table.queryPage<NoticeItem>({
      condition: 'pk = :pk AND sk BETWEEN :first AND :last',
      values: { ':pk': accountId, ':first': first, ':last': last },
      newestFirst: true,
      limit,
      ...(position !== null && { startAfter: { pk: accountId, sk: position } }),
    });
    return {
      records: items.map(toNoticeRecord),
      nextPosition: lastKey ? (items.at(-1)?.sk ?? null) : null,
    };
  }
}
