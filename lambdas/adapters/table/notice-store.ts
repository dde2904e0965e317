import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  QueryCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import type { Account } from '../../core/account.ts';
import type { AddressFault, Undeliverable } from '../../core/delivery.ts';
import type { Notice } from '../../core/digest.ts';
import { toEpochSeconds } from '../../core/instant.ts';
import type { Key } from '../../core/key.ts';
import { isSameEmail } from '../../core/notice-email.ts';
import { nextNoticeAt } from '../../core/notice-schedule.ts';
import { Problem } from '../../core/problem.ts';
import {
  type AccountItem,
  accountItemKey,
  keyItemKey,
  type NoticeItem,
  noticeSortPrefix,
  queueAttributes,
  type SentDigestItem,
  toAccount,
} from './items.ts';
import { ifConditionHolds, translateFaults } from './table.ts';
import { describeChanges, type Undefinable } from './update-expression.ts';

/** The log of notices goes back so far. */
const noticeLogDays = 90;

/** An account that this run of the notifier serves, and no other. */
export interface Lease {
  account: Account;
  item: AccountItem;
}

/** What the notifier writes: who serves an account, what was sent, and when the next notice of each key falls due. */
export class NoticeStore {
  readonly #table: DynamoDBDocumentClient;
  readonly #settings: { tableName: string; noticeLeadDays: readonly number[] };

  constructor(
    table: DynamoDBDocumentClient,
    settings: { tableName: string; noticeLeadDays: readonly number[] },
  ) {
    this.#table = table;
    this.#settings = settings;
  }

  /**
   * Takes an account for one run. Null when another run has it, or there is no such account.
   * @param seconds longer than a run can last, so that a run that is only slow is never joined by another
   */
  async acquire(accountId: string, owner: string, seconds: number, now: Date): Promise<Lease | null> {
    const updated = await ifConditionHolds(
      this.#table.send(
        new UpdateCommand({
          TableName: this.#settings.tableName,
          Key: accountItemKey(accountId),
          UpdateExpression: 'SET leaseOwner = :owner, leaseUntil = :until',
          ConditionExpression:
            'attribute_exists(pk) AND (attribute_not_exists(leaseUntil) OR leaseUntil < :now OR leaseOwner = :owner)',
          ExpressionAttributeValues: {
            ':owner': owner,
            ':now': toEpochSeconds(now),
            ':until': toEpochSeconds(now) + seconds,
          },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    if (!updated) return null;
    const item = updated.Attributes as AccountItem;
    return { item, account: toAccount(item, this.#settings.noticeLeadDays) };
  }

  /** Ends a lease and leaves the account due; a lease that has passed to another run is left alone. */
  async release(accountId: string, owner: string): Promise<void> {
    await this.#updateAccount(accountId, endOfLease, 'leaseOwner = :owner', { ':owner': owner });
  }

  /**
   * Ends a lease after all was done and every sent digest was settled, and takes the account itself out of the queue.
   * @param version the version that all was done for; when there is a newer one, or null is given, the account stays in the
   *   queue, since somebody has changed it meanwhile
   */
  async finish(accountId: string, owner: string, version: number | null): Promise<void> {
    const done = {
      ...endOfLease,
      unsettled: undefined,
      replan: undefined,
      noticeAt: undefined,
      noticeShard: undefined,
    };
    const values = { ':owner': owner, ':version': version };
    const isFinished =
      version !== null &&
      (await this.#updateAccount(accountId, done, 'leaseOwner = :owner AND version = :version', values));
    if (!isFinished) {
      await this.#updateAccount(accountId, { ...endOfLease, unsettled: undefined }, 'leaseOwner = :owner', {
        ':owner': owner,
      });
    }
  }

  /**
   * Records that a digest was taken by the mail service, or given up. One write, so that nothing between it and the mail
   * service can be half done; `settle` does the rest, now or in a later run.
   * @param undeliverable since when and why it was given up; null: it was taken
   */
  async recordSent(
    accountId: string,
    unsettled: SentDigestItem,
    undeliverable: Undeliverable | null,
  ): Promise<void> {
    const mark = undeliverable
      ? { sinceMs: undeliverable.since.getTime(), reason: undeliverable.reason }
      : undefined;
    const changes = { unsettled, mailFailures: undefined, undeliverable: mark };
    await this.#updateAccount(accountId, changes, 'attribute_exists(pk)');
  }

  /** Writes each notice of a sent digest into the log and moves its key on. May be repeated, until `finish`. */
  async settle(account: Account, sent: SentDigestItem): Promise<void> {
    const { accountId, noticeLeadDays } = account;
    const sentAt = new Date(sent.atMs);
    for (const { keyId, name, kind, leadDays, expiresAt, noticeAt } of sent.notices) {
      const entry: NoticeItem = {
        pk: accountId,
        sk: `${noticeSortPrefix}${String(sent.atMs).padStart(14, '0')}#${keyId}`,
        atMs: sent.atMs,
        keyId,
        name,
        kind,
        ...(leadDays !== undefined && { leadDays }),
        expiresAt,
        ...(sent.messageId !== null && { messageId: sent.messageId }),
        to: sent.to,
        removeAfter: toEpochSeconds(sentAt) + noticeLogDays * 86_400,
      };
      await translateFaults(
        this.#table.send(new PutCommand({ TableName: this.#settings.tableName, Item: entry })),
      );
      const next = nextNoticeAt(new Date(expiresAt * 1000), noticeLeadDays, sentAt);
      await this.#moveKey({ accountId, keyId }, { noticeAt, expiresAt }, next);
    }
  }

  /** Puts off notices that the mail service has refused for the n-th time in a row. */
  async putOff(accountId: string, failures: number, notices: readonly Notice[], until: Date): Promise<void> {
    await this.#updateAccount(accountId, { mailFailures: failures }, 'attribute_exists(pk)');
    for (const { key, noticeAt } of notices) {
      const seen = { noticeAt: toEpochSeconds(noticeAt), expiresAt: toEpochSeconds(key.expiresAt) };
      await this.#moveKey(key, seen, until);
    }
  }

  /**
   * Plans the notices of keys by the account's lead times, as of now. A notice that is already due stays due: whether it is
   * still owed is decided when it is sent.
   */
  async replan(account: Account, keys: readonly Key[], now: Date): Promise<void> {
    for (const key of keys) {
      if (key.expiresAt === null || (key.noticeAt !== null && key.noticeAt <= now)) continue;
      const next = nextNoticeAt(key.expiresAt, account.noticeLeadDays, now);
      if (next?.getTime() === key.noticeAt?.getTime()) continue;
      const noticeAt = key.noticeAt && toEpochSeconds(key.noticeAt);
      await this.#moveKey(key, { noticeAt, expiresAt: toEpochSeconds(key.expiresAt) }, next);
    }
  }

  /** Plans keys anew that stood in the queue although nothing is owed about them. */
  async skip(account: Account, keys: readonly Key[], now: Date): Promise<void> {
    for (const key of keys) {
      if (key.expiresAt === null || key.noticeAt === null) continue;
      const seen = { noticeAt: toEpochSeconds(key.noticeAt), expiresAt: toEpochSeconds(key.expiresAt) };
      await this.#moveKey(key, seen, nextNoticeAt(key.expiresAt, account.noticeLeadDays, now));
    }
  }

  /** Marks an address of the account as one that mail does not reach. False when the account has no such address. */
  async markAddress(accountId: string, address: string, fault: AddressFault, now: Date): Promise<boolean> {
    // Several bounces may arrive together: each writes on top of what it has read, or reads again.
    for (let attempt = 0; attempt < 10; attempt++) {
      const { Item } = await translateFaults(
        this.#table.send(
          new GetCommand({
            TableName: this.#settings.tableName,
            Key: accountItemKey(accountId),
            ConsistentRead: true,
          }),
        ),
      );
      const item = Item as AccountItem | undefined;
      const own = item ? [item.email, ...(item.noticeEmails ?? []).map(({ email }) => email)] : [];
      const email = own.find((candidate) => isSameEmail(candidate, address));
      if (!item || email === undefined) return false;
      const changes = {
        mailProblems: { ...item.mailProblems, [email]: { fault, atMs: now.getTime() } },
        version: item.version + 1,
      };
      const seen = { ':seen': item.version };
      if (await this.#updateAccount(accountId, changes, '#version = :seen', seen)) return true;
    }
    throw new Problem('unavailable');
  }

  /** One page of the log, newest first. @param before the sort key after which to go on; null: from the newest */
  async readLog(
    accountId: string,
    limit: number,
    before: string | null,
    now: Date,
  ): Promise<{ items: NoticeItem[]; more: boolean }> {
    const oldest = now.getTime() - noticeLogDays * 86_400_000;
    const page = await translateFaults(
      this.#table.send(
        new QueryCommand({
          TableName: this.#settings.tableName,
          KeyConditionExpression: 'pk = :pk AND sk BETWEEN :oldest AND :newest',
          ExpressionAttributeValues: {
            ':pk': accountId,
            ':oldest': `${noticeSortPrefix}${String(oldest).padStart(14, '0')}`,
            ':newest': `${noticeSortPrefix}~`,
          },
          ...(before !== null && { ExclusiveStartKey: { pk: accountId, sk: before } }),
          ScanIndexForward: false,
          ConsistentRead: true,
          Limit: limit,
        }),
      ),
    );
    return { items: (page.Items ?? []) as NoticeItem[], more: page.LastEvaluatedKey !== undefined };
  }

  /** Moves a key on in the queue, unless it was edited, deleted or moved since it was seen. */
  async #moveKey(
    address: { accountId: string; keyId: string },
    seen: { noticeAt: number | null; expiresAt: number },
    next: Date | null,
  ): Promise<void> {
    const attributes = {
      noticeAt: undefined,
      noticeShard: undefined,
      ...queueAttributes(address.accountId, next),
    };
    const { set, remove, names, values } = describeChanges(attributes);
    const isUnmoved =
      seen.noticeAt === null ? 'attribute_not_exists(#noticeAt)' : '#noticeAt = :seenNoticeAt';
    await ifConditionHolds(
      this.#table.send(
        new UpdateCommand({
          TableName: this.#settings.tableName,
          Key: keyItemKey(address),
          UpdateExpression: `${set}${remove}`,
          ConditionExpression: `attribute_exists(digest) AND expiresAt = :seenExpiresAt AND ${isUnmoved}`,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: {
            ...values,
            ':seenExpiresAt': seen.expiresAt,
            ...(seen.noticeAt !== null && { ':seenNoticeAt': seen.noticeAt }),
          },
        }),
      ),
    );
  }

  async #updateAccount(
    accountId: string,
    changes: Undefinable<AccountItem>,
    condition: string,
    conditionValues: Record<string, unknown> = {},
  ): Promise<boolean> {
    const { set, remove, names, values } = describeChanges(changes);
    const allValues = { ...values, ...conditionValues };
    const updated = await ifConditionHolds(
      this.#table.send(
        new UpdateCommand({
          TableName: this.#settings.tableName,
          Key: accountItemKey(accountId),
          UpdateExpression: `${set}${remove}`,
          ConditionExpression: condition,
          ExpressionAttributeNames: names,
          ...(Object.keys(allValues).length > 0 && { ExpressionAttributeValues: allValues }),
        }),
      ),
    );
    return updated !== null;
  }
}

const endOfLease = { leaseOwner: undefined, leaseUntil: undefined } satisfies Undefinable<AccountItem>;
