import { isDeepStrictEqual } from 'node:util';
import type { KeyAddress } from '../../core/access-key.ts';
import type { IdempotentRequest } from '../../core/idempotency.ts';
import type { Key } from '../../core/key.ts';
import type { KeyGates } from '../../core/key-gates.ts';
import type { SecretsOfLeak } from '../../core/leak.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import type { KeySecrets } from '../../core/rotation.ts';
import { hashSecret, newSecretKey } from '../../core/secret.ts';
import type { OwnRotations } from '../../core/self-rotation.ts';
import type { RecordChange } from '../../core/trail.ts';
import { changeOfSecrets, type TrailAction } from '../../core/trail-changes.ts';
import { keyItemKey } from './item-keys.ts';
import { isKeyItem, type KeyItem, type VoidedKeyItem } from './item-shapes.ts';
import { standingAttributes, toKey } from './key-items.ts';
import { wakeForRotation } from './rotation-mails.ts';
import { RotationRequest } from './rotation-request.ts';
import { type SecretAttributes, toGates, toSecretAttributes, toSecrets } from './secret-attributes.ts';
import type { TableClient } from './table-client.ts';
import { buildUpdateExpression, type Undefinable } from './update-expression.ts';

/** Changes that may get in between before we give up; each is one that succeeded. */
const attempts = 10;

/** What decides about the secrets of a key: all of it must be as it was read when they are written. */
const guards = [
  'secretNo',
  'newSecretNo',
  'oldSecretNo',
  'oldSecretUntil',
  'suspendedAt',
  'leakedAt',
  'expiresAt',
  'access',
] as const;

/** The secrets after an event; of one by the key itself, also when it has done so; and of a leak. */
type RotationOutcome = SecretsOfLeak & { ownRotations?: readonly Date[] };

/** An event of a key's rotation: the secrets then, or null if it changes nothing. It may throw a Problem. */
export type RotationEvent = (
  secrets: KeySecrets,
  gates: KeyGates,
  own: OwnRotations,
) => RotationOutcome | null;

/** A request for a new secret. */
export interface RotationOrder {
  /** Asked at each reading, before anything else. It may throw a Problem. */
  admit?: (secrets: KeySecrets, gates: KeyGates, own: OwnRotations, key: Key) => void;
  /** The event for a secret with this hash. */
  begin: (hash: string) => (...given: Parameters<RotationEvent>) => RotationOutcome;
  /** With an Idempotency-Key; null: without one. */
  once: {
    account: { accountId: string; signingSecret: string };
    request: IdempotentRequest;
    body: object;
  } | null;
}

/** A new secret that a request has given a key, now or when it was sent before. */
export interface RotatedOnce {
  key: Key;
  secretKey: string;
  isReplay: boolean;
}

interface Change {
  attributes: SecretAttributes & Undefinable<KeyItem>;
  guards: readonly (keyof KeyItem)[];
  /** Since when there is a rotation in its state; null: there is none. */
  stateSince: Date | null;
  editedAt: Date | null;
}

/** Null: something got in between. */
export type WriteKey = () => Promise<Key | null>;

export interface RotationContext {
  ifVersions?: readonly number[] | null;
  /** The line that it leaves in the trail; absent: none. */
  trail?: { action: TrailAction; record: RecordChange };
}

/** The secrets of keys. An event is one read, and one write on condition that what it was decided on still holds. */
export class RotationStore {
  readonly #table: TableClient;

  constructor(table: TableClient) {
    this.#table = table;
  }

  /**
   * Lets an event happen to a key. It is asked again when another change gets in between.
   * @param context.ifVersions versions of which the key must have one; null: any
   * @param context.editedAt when a caller asked for it; null: nobody did, it came about by use
   * @param context.trail the line that it leaves in the trail; absent: none
   * @param context.around makes other writes before that of the key, and after it
   * @throws Problem `key_not_found`, `key_changed`, `unavailable`, and whatever the event throws
   */
  async change(
    address: KeyAddress,
    event: RotationEvent,
    {
      ifVersions = null,
      editedAt,
      trail,
      around = (write) => write(),
    }: RotationContext & { editedAt: Date | null; around?: (write: WriteKey) => Promise<Key | null> },
  ): Promise<Key> {
    return this.#repeat(address, async (item) => {
      requireVersion(item, ifVersions);
      const outcome = event(toSecrets(item), toGates(item), ownRotationsOf(item));
      if (!outcome) return toKey(item);
      const change = toChange(item.pk, outcome, { ifVersions, editedAt });
      return this.#record(item, outcome, trail, editedAt ?? new Date(), () =>
        around(() => this.#write(item, change)),
      );
    });
  }

  /**
   * Gives a key a new secret. With an Idempotency-Key, it happens once, however often and by how many the request is sent:
   * the secret follows from the request, and who comes late finds that it was carried out, before anything else is checked.
   * @param context.ifVersions as of change
   * @param context.now when the caller asked for it
   * @throws as change, and Problem `idempotency_key_mismatch`, `idempotency_key_used`
   */
  async rotate(
    address: KeyAddress,
    { admit, begin, once }: RotationOrder,
    { ifVersions = null, now, trail }: RotationContext & { now: Date },
  ): Promise<RotatedOnce> {
    const request = once && new RotationRequest(this.#table, once.account, once.request, once.body);
    const fresh = newSecretKey();
    let isFirst = true;
    return this.#repeat(address, async (item) => {
      const [secrets, gates, own] = [toSecrets(item), toGates(item), ownRotationsOf(item)];
      admit?.(secrets, gates, own, toKey(item));
      const done = await request?.findDone(item, now);
      if (done) {
        // Own work, when only the response of its write was lost.
        const isOwn = !isFirst && done.doneAt.getTime() === now.getTime();
        return { key: toKey(item), secretKey: done.secretKey, isReplay: !isOwn };
      }
      isFirst = false;
      requireVersion(item, ifVersions);
      const secretKey = request?.nextSecretKey(item) ?? fresh;
      const outcome = begin(hashSecret(secretKey))(secrets, gates, own);
      await request?.keepFormer(item, now);
      const change = toChange(item.pk, outcome, { ifVersions, editedAt: now });
      const attributes = { ...change.attributes, ...request?.attributes(item, now) };
      const key = await this.#record(item, outcome, trail, now, () =>
        this.#write(item, { ...change, attributes }),
      );
      return key && { key, secretKey, isReplay: false };
    });
  }

  /** @param act null: something got in between; it is asked again */
  async #repeat<T>(address: KeyAddress, act: (item: KeyItem) => Promise<T | null>): Promise<T> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const item = await this.#read(address);
      if (!item) throw new Problem('key_not_found');
      const result = await act(item);
      if (result) return result;
    }
    throw new Problem('unavailable');
  }

  /** Makes a change between its line in the trail and its outcome. */
  #record(
    item: KeyItem,
    after: SecretsOfLeak,
    trail: RotationContext['trail'],
    now: Date,
    write: () => Promise<Key | null>,
  ): Promise<Key | null> {
    if (!trail) return write();
    const what = changeOfSecrets(trail.action, toKey(item), toSecrets(item), after, now);
    return trail.record(what, write, (key) => key !== null);
  }

  /** Null if something of what was read has changed. */
  async #write(read: KeyItem, { attributes, guards, stateSince, editedAt }: Change): Promise<Key | null> {
    const address = { accountId: read.pk, keyId: toKey(read).keyId };
    if (stateSince) await wakeForRotation(this.#table, address, stateSince);
    const { expression, names, values } = buildUpdateExpression({
      ...attributes,
      ...(editedAt && { updatedAtMs: editedAt.getTime() }),
    });
    const expected = guards.map((name) => [name, read[name]] as const);
    const conditions = expected.map(([name, value]) =>
      value === undefined ? `attribute_not_exists(${name})` : `${name} = :read_${name}`,
    );
    const outcome = await this.#table.update<KeyItem>(
      { pk: read.pk, sk: read.sk },
      {
        expression: `${expression} ADD version :one`,
        condition: ['attribute_exists(digest)', ...conditions].join(' AND '),
        names,
        values: {
          ...values,
          ':one': 1,
          ...Object.fromEntries(
            expected
              .filter(([, value]) => value !== undefined)
              .map(([name, value]) => [`:read_${name}`, value]),
          ),
        },
      },
    );
    if (outcome.done) return toKey(outcome.item);
    if (outcome.tries === 1) return null;
    // A second try also fails when the first was carried out and only its response was lost: then it meets what
    // it has written itself.
    const current = await this.#read(address);
    return current && holds(current, attributes) ? toKey(current) : null;
  }

  async #read(address: KeyAddress): Promise<KeyItem | null> {
    const item = await this.#table.get<KeyItem | VoidedKeyItem>(keyItemKey(address));
    return item && isKeyItem(item) ? item : null;
  }
}

function toChange(
  accountId: string,
  outcome: RotationOutcome,
  { ifVersions, editedAt }: { ifVersions: readonly number[] | null; editedAt: Date | null },
): Change {
  const { ownRotations, rotation, standing } = outcome;
  return {
    attributes: {
      ...toSecretAttributes(outcome),
      ...(standing && standingAttributes(accountId, standing)),
      ...(ownRotations && { selfRotationsMs: ownRotations.map((at) => at.getTime()) }),
    },
    guards: [
      ...guards,
      // Its holder may just have forbidden it.
      ...(ownRotations ? (['selfRotation'] as const) : []),
      ...(ifVersions ? (['version'] as const) : []),
    ],
    stateSince: rotation && stateBeganAt(outcome, rotation),
    editedAt,
  };
}

/** When a rotation that an event has begun or brought further came to be as it is. */
function stateBeganAt(
  { next, old }: KeySecrets,
  { startedAt, overlapSeconds }: { startedAt: Date; overlapSeconds: number },
): Date {
  return next || !old?.endsAt ? startedAt : new Date(old.endsAt.getTime() - overlapSeconds * 1000);
}

function requireVersion({ version }: KeyItem, ifVersions: readonly number[] | null): void {
  if (ifVersions && !ifVersions.includes(version)) throw new Problem('key_changed');
}

function ownRotationsOf({ selfRotation, selfRotationsMs = [] }: KeyItem): OwnRotations {
  return { isAllowed: selfRotation ?? false, at: selfRotationsMs.map((at) => new Date(at)) };
}

function holds(item: KeyItem, attributes: Change['attributes']): boolean {
  return Object.entries(attributes).every(([name, value]) =>
    isDeepStrictEqual(item[name as keyof KeyItem], value),
  );
}
