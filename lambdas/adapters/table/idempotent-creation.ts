import { newKeyId } from '../../core/access-key.ts';
import type { Account } from '../../core/account.ts';
import {
  deriveSecretKey,
  hashBody,
  hashRequest,
  type IdempotentRequest,
  isRemembered,
} from '../../core/idempotency.ts';
import { fromEpochSeconds, toEpochSeconds } from '../../core/instant.ts';
import type { Key, NewKey } from '../../core/key.ts';
import { draftKey, type KeyFields } from '../../core/key-draft.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import { hashSecret } from '../../core/secret.ts';
import { type RecordChange, unrecorded } from '../../core/trail.ts';
import { creationOf } from '../../core/trail-changes.ts';
import { keyItemKey, requestItemKey } from './item-keys.ts';
import { isKeyItem, type KeyItem, type VoidedKeyItem } from './item-shapes.ts';
import { toKey, toNewKeyItem } from './key-items.ts';
import { releasePlace, reservePlace } from './key-reservations.ts';
import type { RequestItem } from './request-item-shapes.ts';
import { wakeForAccess } from './rotation-mails.ts';
import type { TableClient } from './table-client.ts';

/**
 * A key may still be created by a request that began a day ago, and is remembered for a day from then. The third day
 * is for clocks that differ.
 */
const recordMilliseconds = 3 * 86_400_000;

/** Each further attempt means that another process has come in between, or an earlier one had died. */
const attempts = 5;

/** The first secret of a key. */
const secretNo = 1;

/** A key that a request has created, now or when it was sent before. */
export interface CreatedOnce extends NewKey {
  isReplay: boolean;
}

/** What the creation of a key has to know and to do besides. */
export interface CreationContext {
  keyLimit: number;
  now: Date;
  /** Absent: it leaves no line in the trail. */
  record?: RecordChange;
}

/** The creation of a key by a request with an Idempotency-Key: happens once, however often the request is sent. */
export class IdempotentCreation {
  readonly #table: TableClient;
  readonly #account: Account;
  readonly #request: IdempotentRequest;
  readonly #bodyHash: string;
  readonly #recordKey: ReturnType<typeof requestItemKey>;

  /** @param body as parsed */
  constructor(table: TableClient, account: Account, request: IdempotentRequest, body: object) {
    this.#table = table;
    this.#account = account;
    this.#request = request;
    this.#bodyHash = hashBody(body, account.signingSecret);
    this.#recordKey = requestItemKey(account.accountId, hashRequest(request, account.signingSecret));
  }

  /**
   * The key of the request, which is created if it has not been. A record says which id the key gets, and the secret
   * follows from the request: so every process that serves it reserves the same place and writes the same key, and
   * any of them goes on from where another died. Of several, the one that writes the key has created it.
   * @param decide says what the key is to be; asked only if there is none yet
   * @throws Problem `idempotency_key_mismatch`, `idempotency_key_used`, `key_limit_reached`, `unavailable`, and
   * whatever `decide` throws
   */
  async run(
    decide: () => KeyFields,
    { keyLimit, now, record = unrecorded }: CreationContext,
  ): Promise<CreatedOnce> {
    const begun = performance.now();
    let fields: KeyFields | null = null;
    for (let attempt = 0; attempt < attempts; attempt++) {
      const clock = new Date(now.getTime() + performance.now() - begun);
      const found = await this.#find(clock);
      if ('created' in found) {
        // Own work, when only the response of its write was lost.
        const isOwn = attempt > 0 && found.created.key.createdAt.getTime() === now.getTime();
        return { ...found.created, isReplay: !isOwn };
      }
      fields ??= decide();
      const keyId = found.openKeyId ?? (await this.#claim(found.record, clock));
      if (keyId === null) continue;
      const key = draftKey(this.#account, keyId, fields, now);
      const secretKey = this.#secretOf(keyId);
      const { isMade } = await record(
        creationOf(key),
        () => this.#write(key, hashSecret(secretKey), { keyLimit, now: clock }),
        ({ isMade, isOwn }) => isMade || isOwn,
      );
      if (isMade) return { key, secretKey, isReplay: false };
    }
    throw new Problem('unavailable');
  }

  /** Writes the key, unless its id is taken: by the key itself, or by what says that there will be none. */
  async #write(
    key: Key,
    secretHash: string,
    limit: { keyLimit: number; now: Date },
  ): Promise<{ isMade: boolean; isOwn: boolean }> {
    const suspension = await reservePlace(this.#table, key, limit);
    if (key.accessSince) await wakeForAccess(this.#table, key, key.accessSince);
    const item = toNewKeyItem(key, secretHash, { bodyHash: this.#bodyHash, ...suspension });
    const { done } = await this.#table.put(item, 'attribute_not_exists(pk)');
    if (done) return { isMade: true, isOwn: true };
    const { key: standing } = await this.#read(key.keyId);
    // There will be no key, so its place is free again.
    if (!standing) await releasePlace(this.#table, key);
    return { isMade: false, isOwn: standing?.createdAtMs === key.createdAt.getTime() };
  }

  /** What has become of the request: a key, an id that its key is to have, or nothing that counts any more. */
  async #find(
    now: Date,
  ): Promise<{ created: NewKey } | { record: RequestItem | null; openKeyId: string | null }> {
    const record = await this.#table.get<RequestItem>(this.#recordKey);
    if (!record) return { record, openKeyId: null };
    const { key, voided } = await this.#read(record.keyId);
    if (key && isRemembered(new Date(key.createdAtMs), now)) return { created: this.#replay(key, now) };
    if (voided?.deletedKeyMs !== undefined && isRemembered(new Date(voided.deletedKeyMs), now))
      throw new Problem('idempotency_key_used');
    // An older record may lead to the id of a deleted key that nothing tells of any more.
    const isOpen = !key && !voided && isRemembered(new Date(record.startedAtMs), now);
    return { record, openKeyId: isOpen ? record.keyId : null };
  }

  /** @throws Problem `idempotency_key_mismatch`, `idempotency_key_used` */
  #replay(item: KeyItem, now: Date): NewKey {
    if (item.bodyHash !== this.#bodyHash) throw new Problem('idempotency_key_mismatch');
    const key = toKey(item);
    const secretKey = this.#secretOf(key.keyId);
    if (!isSecretOf(item, hashSecret(secretKey), now)) throw new Problem('idempotency_key_used');
    return { key, secretKey };
  }

  /** Gives the request a fresh key id. Null when another process has done so in between. */
  async #claim(former: RequestItem | null, now: Date): Promise<string | null> {
    const keyId = newKeyId();
    const { done } = await this.#table.update<RequestItem>(this.#recordKey, {
      expression: 'SET keyId = :keyId, startedAtMs = :startedAtMs, removeAfter = :removeAfter',
      condition: former ? 'keyId = :former' : 'attribute_not_exists(pk)',
      values: {
        ':keyId': keyId,
        ':startedAtMs': now.getTime(),
        ':removeAfter': toEpochSeconds(new Date(now.getTime() + recordMilliseconds)),
        ...(former && { ':former': former.keyId }),
      },
    });
    return done ? keyId : null;
  }

  async #read(keyId: string): Promise<{ key: KeyItem | null; voided: VoidedKeyItem | null }> {
    const item = await this.#table.get<KeyItem | VoidedKeyItem>(
      keyItemKey({ accountId: this.#account.accountId, keyId }),
    );
    if (!item) return { key: null, voided: null };
    return isKeyItem(item) ? { key: item, voided: null } : { key: null, voided: item };
  }

  #secretOf(keyId: string): string {
    return deriveSecretKey(this.#request, this.#account.signingSecret, { keyId, secretNo });
  }
}

/** Whether the first secret still works: as the current one, or as the old one during the overlap of a rotation; and has not leaked. */
function isSecretOf(
  { digest, oldDigest, oldSecretUntil, leakedAt }: KeyItem,
  secretHash: string,
  now: Date,
): boolean {
  if (leakedAt !== undefined) return false;
  const isOldValid = oldSecretUntil !== undefined && fromEpochSeconds(oldSecretUntil) > now;
  return digest === secretHash || (isOldValid && oldDigest === secretHash);
}
