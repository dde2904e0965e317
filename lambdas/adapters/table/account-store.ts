import {
  DeleteCommand,
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  UpdateCommand,
} from '@aws-sdk/lib-dynamodb';
import { newAccountId, newKeyId } from '../../core/access-key.ts';
import type { Account } from '../../core/account.ts';
import { randomBase62 } from '../../core/base62.ts';
import { toEpochSeconds } from '../../core/instant.ts';
import { defaultKeyName, type Key } from '../../core/key.ts';
import { isConfirmationGenuine, type NoticeEmail, readConfirmation } from '../../core/notice-email.ts';
import { Problem } from '../../core/problem.ts';
import { digestSecret, newSecretKey } from '../../core/secret.ts';
import { type AccountChanges, toAttributes } from './account-changes.ts';
import { type AccountItem, accountItemKey, signInItemKey, toAccount, toNewKeyItem } from './items.ts';
import { ifConditionHolds, translateFaults } from './table.ts';
import { describeChanges, type Undefinable } from './update-expression.ts';

/** A key together with its secret: exists only while the answer that creates it is being made. */
export interface NewKey {
  key: Key;
  secretKey: string;
}

export interface AccountStoreSettings {
  tableName: string;
  /** The operator's lead times, for accounts that have none of their own. */
  noticeLeadDays: readonly number[];
}

/** Accounts and the sign-ins that lead to them. */
export class AccountStore {
  readonly #table: DynamoDBDocumentClient;
  readonly #settings: AccountStoreSettings;

  constructor(table: DynamoDBDocumentClient, settings: AccountStoreSettings) {
    this.#table = table;
    this.#settings = settings;
  }

  /**
   * The account of a sign-in; made, with its default key, the first time.
   *
   * Account and key are built under fresh random ids, where nobody can see them, and become real by one conditional
   * write: that of the sign-in's mapping. So of many calls at once exactly one wins, and a crash before that write leaves nothing
   * but two unreachable items, whose secret nobody was told.
   */
  async ensure(
    signIn: { sub: string; email: string },
    now: Date,
  ): Promise<{ account: Account; created: NewKey | null }> {
    const existing = await this.find(signIn.sub);
    if (existing) return { account: await this.#refreshEmail(existing, signIn.email, now), created: null };

    const draft = this.#draft(signIn.email, now);
    const accountId = draft.account.accountId;
    await translateFaults(
      Promise.all(
        draft.items.map((Item) =>
          this.#table.send(new PutCommand({ TableName: this.#settings.tableName, Item })),
        ),
      ),
    );
    const won = await ifConditionHolds(
      this.#table.send(
        new PutCommand({
          TableName: this.#settings.tableName,
          Item: { ...signInItemKey(signIn.sub), accountId },
          ConditionExpression: 'attribute_not_exists(pk)',
        }),
      ),
    );
    // A retry after a lost answer fails its own condition: the mapping itself tells who won.
    if (won || (await this.#accountIdOf(signIn.sub)) === accountId) {
      return { account: draft.account, created: draft.created };
    }
    await Promise.allSettled(
      draft.items.map(({ pk, sk }) =>
        this.#table.send(new DeleteCommand({ TableName: this.#settings.tableName, Key: { pk, sk } })),
      ),
    );
    return { account: await this.require(signIn.sub), created: null };
  }

  /** @throws Problem `account_not_found` when the sign-in has no account yet */
  async require(sub: string): Promise<Account> {
    const account = await this.find(sub);
    if (!account) throw new Problem('account_not_found');
    return account;
  }

  /** @throws Problem `account_not_found` when the sign-in has no account yet */
  async requireId(sub: string): Promise<string> {
    const accountId = await this.#accountIdOf(sub);
    if (accountId === null) throw new Problem('account_not_found');
    return accountId;
  }

  async find(sub: string): Promise<Account | null> {
    const accountId = await this.#accountIdOf(sub);
    return accountId === null ? null : this.get(accountId);
  }

  async get(accountId: string): Promise<Account | null> {
    const item = await this.#getItem(accountId);
    return item && toAccount(item, this.#settings.noticeLeadDays);
  }

  /**
   * Changes the settings of an account, as `edit` derives them from what there is; asked again when another change came between.
   * New lead times and new addresses put the account into the queue of the notifier, which does the rest even if we die here.
   * @throws Problem `account_not_found`, and whatever `edit` throws
   */
  async change(accountId: string, edit: (account: Account) => AccountChanges, now: Date): Promise<Account> {
    for (let attempt = 0; attempt < 10; attempt++) {
      const item = await this.#getItem(accountId);
      if (!item) throw new Problem('account_not_found');
      const changes = edit(toAccount(item, this.#settings.noticeLeadDays));
      const updated = await this.#write(item, toAttributes(item, changes, now));
      if (updated) return updated;
    }
    throw new Problem('unavailable');
  }

  /**
   * Marks an address as confirmed. False when the token is not one that this account has sent, its time is over, or the
   * address is no longer wanted.
   */
  async confirmEmail(token: string, now: Date): Promise<boolean> {
    const claim = readConfirmation(token);
    const item = claim && (await this.#getItem(claim.accountId));
    if (!claim || !item || !isConfirmationGenuine(token, item.cursorSecret, now)) return false;
    const isMeant = ({ email, requestedAt }: NoticeEmail) =>
      email === claim.email && requestedAt.getTime() === claim.requestedAt.getTime();
    if (!toAccount(item, []).noticeEmails.some(isMeant)) return false;
    await this.change(
      claim.accountId,
      ({ noticeEmails }) => ({
        noticeEmails: noticeEmails.map((entry) =>
          isMeant(entry) ? { ...entry, confirmedAt: entry.confirmedAt ?? now } : entry,
        ),
      }),
      now,
    );
    return true;
  }

  async #getItem(accountId: string): Promise<AccountItem | null> {
    const { Item } = await translateFaults(
      this.#table.send(
        new GetCommand({
          TableName: this.#settings.tableName,
          Key: accountItemKey(accountId),
          ConsistentRead: true,
        }),
      ),
    );
    return Item ? (Item as AccountItem) : null;
  }

  /** Null when the account has changed since `seen` was read. */
  async #write(seen: AccountItem, attributes: Undefinable<AccountItem>): Promise<Account | null> {
    const { set, remove, names, values } = describeChanges(attributes);
    const updated = await ifConditionHolds(
      this.#table.send(
        new UpdateCommand({
          TableName: this.#settings.tableName,
          Key: accountItemKey(seen.pk),
          UpdateExpression: `${set}${remove} ADD version :one`,
          ConditionExpression: 'version = :seen',
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ...values, ':one': 1, ':seen': seen.version },
          ReturnValues: 'ALL_NEW',
        }),
      ),
    );
    return updated ? toAccount(updated.Attributes as AccountItem, this.#settings.noticeLeadDays) : null;
  }

  async #accountIdOf(sub: string): Promise<string | null> {
    const { Item } = await translateFaults(
      this.#table.send(
        new GetCommand({
          TableName: this.#settings.tableName,
          Key: signInItemKey(sub),
          ConsistentRead: true,
        }),
      ),
    );
    return typeof Item?.accountId === 'string' ? Item.accountId : null;
  }

  /** A holder who changes the address of the sign-in wants notices there from then on. */
  async #refreshEmail(account: Account, email: string, now: Date): Promise<Account> {
    return account.email === email ? account : this.change(account.accountId, () => ({ email }), now);
  }

  #draft(email: string, now: Date) {
    const { noticeLeadDays } = this.#settings;
    const accountId = newAccountId();
    const secretKey = newSecretKey();
    const key: Key = {
      accountId,
      keyId: newKeyId(),
      name: defaultKeyName,
      description: null,
      createdAt: now,
      updatedAt: now,
      expiresAt: null,
      isDefault: true,
      noticeAt: null,
      version: 1,
    };
    const accountItem: AccountItem = {
      ...accountItemKey(accountId),
      email,
      timeZone: 'UTC',
      keys: { [key.keyId]: toEpochSeconds(now) },
      cursorSecret: randomBase62(30),
      createdAtMs: now.getTime(),
      updatedAtMs: now.getTime(),
      version: 1,
    };
    return {
      account: toAccount(accountItem, noticeLeadDays),
      created: { key, secretKey } satisfies NewKey,
      items: [accountItem, toNewKeyItem(key, digestSecret(secretKey))],
    };
  }
}
