import type { KeyAddress } from '../../core/access-key.ts';
import { isAboutAccess } from '../../core/access-notices.ts';
import type { Account } from '../../core/account.ts';
import type { Obsolete, QueuePlace, SentDigest } from '../../core/digest.ts';
import { toEpochSeconds } from '../../core/instant.ts';
import type { Key } from '../../core/key.ts';
import { isAboutSecrets } from '../../core/leak-notices.ts';
import type { Undeliverable } from '../../core/mail-problem.ts';
import type { MissedNotice } from '../../core/missed.ts';
import { nextNoticeAt, rescheduledNoticeAt } from '../../core/notice-schedule.ts';
import { toAccountAttributes } from './account-items.ts';
import { accountItemKey, keyItemKey, noticeItemKey } from './item-keys.ts';
import type { AccountItem, KeyItem } from './item-shapes.ts';
import { noNotice, queueAttributes } from './key-items.ts';
import { endOfLease, type Lease, type MailProgress, toLease, toProgressAttributes } from './lease.ts';
import { toNoticeItem, toSentDigestItem } from './notice-items.ts';
import { moveRotation } from './rotation-mails.ts';
import type { TableClient } from './table-client.ts';
import { buildUpdateExpression, type Undefinable } from './update-expression.ts';

/** A notice that is owed and has to wait. */
export interface PostponedNotice {
  place: QueuePlace;
  /** When it was in the queue, as it was seen. */
  noticeAt: Date;
  /** Failed tries to send it so far. */
  tries: number;
}

/**
 * What the notifier writes: who serves an account, what was sent, and when each key's next notice falls due.
 */
export class NoticeStore {
  readonly #table: TableClient;
  readonly #defaultLeadDays: readonly number[];

  /** @param defaultLeadDays the operator's lead times, for accounts that have none of their own */
  constructor(table: TableClient, defaultLeadDays: readonly number[]) {
    this.#table = table;
    this.#defaultLeadDays = defaultLeadDays;
  }

  /**
   * Takes an account for one run. Null when another run has it, or there is no such account.
   * @param seconds longer than a run can last, so that no other run joins one that is only slow
   */
  async acquire(accountId: string, owner: string, seconds: number, now: Date): Promise<Lease | null> {
    const outcome = await this.#table.update<AccountItem>(accountItemKey(accountId), {
      expression: 'SET leaseOwner = :owner, leaseUntil = :until',
      condition:
        'attribute_exists(pk) AND attribute_not_exists(deletingAtMs) AND (attribute_not_exists(leaseUntil) OR leaseUntil < :now OR leaseOwner = :owner)',
      values: {
        ':owner': owner,
        ':now': toEpochSeconds(now),
        ':until': toEpochSeconds(now) + seconds,
      },
    });
    if (!outcome.done) return null;
    return toLease(outcome.item, this.#defaultLeadDays, now);
  }

  /**
   * Records where the mails of an account stand, under the lease.
   * @param isToMail a mail is about to be sent, which must not happen while the account is suspended
   * @returns false when the lease has passed to another run, which may know more, or the account was suspended
   */
  async recordProgress(
    accountId: string,
    owner: string,
    progress: MailProgress,
    isToMail = false,
  ): Promise<boolean> {
    const condition = `leaseOwner = :owner${isToMail ? ' AND attribute_not_exists(suspendedAt)' : ''}`;
    return this.#updateAccount(accountId, toProgressAttributes(progress), condition, { ':owner': owner });
  }

  /**
   * Ends a lease and leaves the account due; a lease that has passed to another run is left alone.
   * @param progress null: as it was when the lease began
   */
  async release(accountId: string, owner: string, progress: MailProgress | null): Promise<void> {
    const attributes = { ...endOfLease, ...(progress && toProgressAttributes(progress)) };
    await this.#updateAccount(accountId, attributes, 'leaseOwner = :owner', { ':owner': owner });
  }

  /**
   * Ends a lease after everything was done and every sent digest was settled, and takes the account itself
   * out of the queue.
   * @param options.version the version for which everything was done; when there is a newer one, or null is
   *   given, somebody has changed the account in the meantime, and it stays in the queue
   * @param options.dueAt when the notifier is to look at the account again; null: no need
   * @param now when it does so if the account has changed
   */
  async finish(
    accountId: string,
    owner: string,
    options: { version: number | null; dueAt: Date | null; progress: MailProgress },
    now: Date,
  ): Promise<void> {
    const { version, dueAt, progress } = options;
    const attributes = { ...endOfLease, ...toProgressAttributes(progress), unsettled: undefined };
    const done = {
      ...attributes,
      replan: undefined,
      replanSinceMs: undefined,
      noticeAt: undefined,
      noticeShard: undefined,
      ...queueAttributes(accountId, dueAt),
    };
    const values = { ':owner': owner, ':version': version };
    const isFinished =
      version !== null &&
      (await this.#updateAccount(accountId, done, 'leaseOwner = :owner AND version = :version', values));
    if (!isFinished) {
      const again = { ...attributes, ...queueAttributes(accountId, dueAt && now) };
      await this.#updateAccount(accountId, again, 'leaseOwner = :owner', { ':owner': owner });
    }
  }

  /**
   * Records what became of a digest, or of the part of it that was given up. It is one write, so that nothing
   * can be half done between the mail service and this record; `settle` does the rest, now or in a later run.
   * @param undeliverable since when and why nobody gets the notices; null: somebody does
   * @returns false when the lease has passed to another run, which may know more
   */
  async recordSent(
    accountId: string,
    owner: string,
    record: { sent: SentDigest; undeliverable: Undeliverable | null; progress: MailProgress },
  ): Promise<boolean> {
    const changes = {
      ...toAccountAttributes(accountId, { undeliverable: record.undeliverable }),
      ...toProgressAttributes(record.progress),
      // Should this run die, nothing else would bring the account back to who has missed something.
      ...(record.progress.recipients.some(({ missed }) => missed.length > 0) &&
        queueAttributes(accountId, record.sent.at)),
      unsettled: toSentDigestItem(record.sent),
      // An earlier version counted refusals here.
      mailFailures: undefined,
    };
    return this.#updateAccount(accountId, changes, 'leaseOwner = :owner', { ':owner': owner });
  }

  /** Records that the mail service has accepted the mail of an attempt. Whoever serves the account heeds it. */
  async recordAcceptance(accountId: string, attemptId: string, messageId: string): Promise<void> {
    await this.#table.update(accountItemKey(accountId), {
      expression: 'ADD acceptedAttempts :accepted',
      condition: 'attribute_exists(pk)',
      values: { ':accepted': new Set([`${attemptId} ${messageId}`]) },
    });
  }

  /**
   * Writes each notice of a sent digest into the log and reschedules its key. May be repeated, until
   * `finish`.
   */
  async settle(account: Account, sent: SentDigest): Promise<void> {
    const { accountId, noticeLeadDays } = account;
    const { at, asOf, messageId, outcome, to } = sent;
    for (const notice of sent.notices) {
      await this.#table.put(toNoticeItem({ ...notice, accountId, at, messageId, outcome, to }));
      const address = { accountId, keyId: notice.keyId };
      if (isAboutSecrets(notice)) {
        const told = isAboutAccess(notice) ? { toldGrant: notice.startedAt } : { told: notice };
        const { noticeAt, nextAt } = notice;
        await moveRotation(this.#table, address, { noticeAt, nextAt, ...told }, at);
      } else {
        const next = nextNoticeAt(notice.expiresAt, noticeLeadDays, asOf);
        await this.#moveKey(address, notice, next);
      }
    }
  }

  /** Adds a reader to lines of the log: a recipient that has got these notices later than others. */
  async recordLateReader(
    accountId: string,
    notices: readonly MissedNotice[],
    { email, messageId }: { email: string; messageId: string },
  ): Promise<void> {
    for (const { keyId, at, rotation } of notices) {
      const key = noticeItemKey({ accountId, keyId }, at, rotation ? 'rotation' : 'expiry');
      const names = { '#to': 'to' };
      const isAdded = await this.#table.update(key, {
        expression: 'SET #to = list_append(#to, :readers)',
        condition: 'attribute_exists(messageId) AND NOT contains(#to, :reader)',
        names,
        values: { ':readers': [email], ':reader': email },
      });
      if (isAdded.done) continue;
      // So far nobody was known to have got it.
      await this.#table.update(key, {
        expression: 'SET #to = :readers, messageId = :messageId REMOVE outcome',
        condition: 'attribute_exists(pk) AND attribute_not_exists(messageId)',
        names,
        values: { ':readers': [email], ':messageId': messageId },
      });
    }
  }

  /** Postpones notices that could not be sent; each counts its failed tries. */
  async postpone(notices: readonly PostponedNotice[], until: Date): Promise<void> {
    for (const { place, noticeAt, tries } of notices) {
      const postponed = {
        owedSince: toEpochSeconds(place.owedSince ?? noticeAt),
        ...(tries > 0 && { noticeTries: tries }),
      };
      if ('told' in place) {
        await moveRotation(this.#table, place, { noticeAt, nextAt: until, postponed }, until);
      } else if (place.expiresAt !== null) {
        await this.#moveKey(place, { expiresAt: place.expiresAt, noticeAt }, until, postponed);
      }
    }
  }

  /**
   * Reschedules the notices of keys by the account's lead times, which hold since `since`. A notice that was
   * due by then or is postponed stays: whether it is still owed is decided when it is sent.
   * @returns the keys as they are scheduled then
   */
  async reschedulePending(account: Account, keys: readonly Key[], since: Date): Promise<Key[]> {
    const rescheduled: Key[] = [];
    for (const key of keys) {
      const noticeAt = rescheduledNoticeAt(key, account.noticeLeadDays, since);
      rescheduled.push({ ...key, noticeAt });
      if (key.expiresAt === null || noticeAt?.getTime() === key.noticeAt?.getTime()) continue;
      await this.#moveKey(key, { expiresAt: key.expiresAt, noticeAt: key.noticeAt }, noticeAt);
    }
    return rescheduled;
  }

  /** Reschedules what is due although nothing is owed about it. */
  async rescheduleObsolete(account: Account, { keys, plans }: Obsolete, now: Date): Promise<void> {
    for (const { plan, nextAt } of plans) {
      await moveRotation(this.#table, plan, { noticeAt: plan.noticeAt, nextAt }, now);
    }
    for (const key of keys) {
      const { expiresAt, noticeAt } = key;
      if (expiresAt === null || noticeAt === null) continue;
      const next = nextNoticeAt(expiresAt, account.noticeLeadDays, now);
      await this.#moveKey(key, { expiresAt, noticeAt }, next);
    }
  }

  /** Moves a key in the queue, unless it was edited, deleted or moved since it was seen. */
  async #moveKey(
    address: KeyAddress,
    seen: { expiresAt: Date; noticeAt: Date | null },
    next: Date | null,
    postponed: Pick<KeyItem, 'owedSince' | 'noticeTries'> = {},
  ): Promise<void> {
    const attributes = { ...noNotice, ...queueAttributes(address.accountId, next), ...postponed };
    const { expression, names, values } = buildUpdateExpression(attributes);
    const isUnmoved =
      seen.noticeAt === null ? 'attribute_not_exists(#noticeAt)' : '#noticeAt = :seenNoticeAt';
    await this.#table.update(keyItemKey(address), {
      expression,
      condition: `attribute_exists(digest) AND expiresAt = :seenExpiresAt AND ${isUnmoved}`,
      names,
      values: {
        ...values,
        ':seenExpiresAt': toEpochSeconds(seen.expiresAt),
        ...(seen.noticeAt !== null && { ':seenNoticeAt': toEpochSeconds(seen.noticeAt) }),
      },
    });
  }

  async #updateAccount(
    accountId: string,
    attributes: Undefinable<AccountItem> & { mailFailures?: undefined },
    condition: string,
    conditionValues: Record<string, unknown> = {},
  ): Promise<boolean> {
    const { expression, names, values } = buildUpdateExpression(attributes);
    const { done } = await this.#table.update(accountItemKey(accountId), {
      expression,
      condition,
      names,
      values: { ...values, ...conditionValues },
    });
    return done;
  }
}
