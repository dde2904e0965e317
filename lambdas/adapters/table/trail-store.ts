import { toEpochSeconds } from '../../core/instant.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import {
  type Actor,
  type RecordChange,
  type Requester,
  type TrailLine,
  type TrailOutcome,
  type TrailPage,
  trailDays,
} from '../../core/trail.ts';
import type { Change } from '../../core/trail-changes.ts';
import { changesPerDay, tooManyChanges } from '../../core/trail-limit.ts';
import type { TableClient } from './table-client.ts';
import {
  type ChangeCountItem,
  changeCountItemKey,
  draftLine,
  idOf,
  lineItemKey,
  lineRange,
  outcomeItemKey,
  type TrailLineItem,
  type TrailOutcomeItem,
  toLine,
  toLineItems,
  toOutcomeItem,
  trailPartition,
} from './trail-items.ts';

/** Changes that nobody asked for must happen, and those of the links in mails are few by themselves. */
const uncounted: ReadonlySet<Actor['kind']> = new Set(['system', 'recipient']);

/**
 * The trails of accounts: a line is written before a change, and its outcome after it. Nothing is ever changed or deleted
 * here; DynamoDB removes what is too old.
 */
export class TrailStore {
  readonly #table: TableClient;

  constructor(table: TableClient) {
    this.#table = table;
  }

  /**
   * Records changes that `requester` asks for. What it returns throws Problem `rate_limited` after too many changes of the
   * account in a day, `unavailable` when the line can't be written (then nothing is changed), and whatever the change
   * throws. Of a change that fails with a 5xx nobody knows whether it was made: its line gets no outcome.
   */
  by(requester: Requester, clock = () => new Date()): RecordChange {
    return async (what, change, isDone = () => true) => {
      const now = clock();
      if (isCounted(requester, what)) await this.#count(what.accountId, now);
      const line = draftLine(what, requester, now);
      await this.#begin(line);
      const result = await change().catch(async (error: unknown) => {
        if (error instanceof Problem && error.status < 500) await this.#settle(line, 'refused');
        throw error;
      });
      await this.#settle(line, isDone(result) ? 'done' : 'refused');
      return result;
    };
  }

  /**
   * One page of an account's trail, newest first.
   * @param query.keyId only of this key; null: of all, and of the account itself
   * @param query.position the nextPosition of the previous page; null: the first page
   */
  async read(
    accountId: string,
    { keyId, limit, position }: { keyId: string | null; limit: number; position: string | null },
    now: Date,
  ): Promise<TrailPage> {
    const { first, last } = lineRange(keyId, new Date(now.getTime() - trailDays * 86_400_000));
    const { items, lastKey } = await this.#table.queryPage<TrailLineItem>({
      condition: 'pk = :pk AND sk BETWEEN :first AND :last',
      values: { ':pk': trailPartition(accountId), ':first': first, ':last': last },
      newestFirst: true,
      limit,
      ...(position !== null && { startAfter: { ...lineItemKey(accountId, keyId, position) } }),
    });
    const found = await this.#table.getMany<TrailOutcomeItem>(
      items.map((item) => outcomeItemKey(accountId, idOf(item))),
    );
    const outcomes = new Map(found.map((item) => [idOf(item), item.outcome]));
    return {
      entries: items.map((item) => ({ line: toLine(item), outcome: outcomes.get(idOf(item)) ?? null })),
      nextPosition: lastKey ? (items.at(-1) ? idOf(items.at(-1) as TrailLineItem) : null) : null,
    };
  }

  /** @throws Problem `rate_limited` */
  async #count(accountId: string, now: Date): Promise<void> {
    const { done } = await this.#table.update<ChangeCountItem>(changeCountItemKey(accountId, now), {
      expression: 'SET removeAfter = :removeAfter ADD #changes :one',
      condition: 'attribute_not_exists(#changes) OR #changes < :most',
      names: { '#changes': 'changes' },
      values: {
        ':one': 1,
        ':most': changesPerDay,
        ':removeAfter': toEpochSeconds(now) + 2 * 86_400,
      },
    });
    if (!done) throw tooManyChanges(now);
  }

  async #begin(line: TrailLine): Promise<void> {
    await Promise.all(toLineItems(line).map((item) => this.#add(item)));
  }

  /** Never fails: the change has been made, and its response may hold a secret that nobody can show again. */
  async #settle(line: TrailLine, outcome: TrailOutcome): Promise<void> {
    await this.#add(toOutcomeItem(line, outcome)).catch(() => {});
  }

  async #add(item: TrailLineItem | TrailOutcomeItem): Promise<void> {
    const { done, tries } = await this.#table.put(item, 'attribute_not_exists(pk)');
    // A second try meets what the first has written. Nobody else has this id.
    if (!done && tries === 1) throw new Problem('unavailable');
  }
}

/** A deletion must not wait until tomorrow, nor the end of a secret that others know. */
const urgent: ReadonlySet<Change['action']> = new Set(['delete_account', 'end_leaked_secret']);

function isCounted({ actor }: Requester, { action }: Change): boolean {
  return !uncounted.has(actor.kind) && !urgent.has(action);
}
