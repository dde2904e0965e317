import type { KeyAddress } from '../../core/access-key.ts';
import { fromEpochSeconds } from '../../core/instant.ts';
import type { Key } from '../../core/key.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import type { KeySecrets } from '../../core/rotation.ts';
import { keyItemKey } from './item-keys.ts';
import { isKeyItem, type KeyItem, type VoidedKeyItem } from './item-shapes.ts';
import { toKey } from './key-items.ts';
import { wakeForRotation } from './rotation-mails.ts';
import { type SecretAttributes, toSecretAttributes, toSecrets } from './secret-attributes.ts';
import type { TableClient } from './table-client.ts';
import { buildUpdateExpression } from './update-expression.ts';

/** Changes that may get in between before we give up; each is one that succeeded. */
const attempts = 10;

/** What decides about the secrets of a key: all of it must be as it was read when they are written. */
const guards = ['secretNo', 'newSecretNo', 'oldSecretNo', 'oldSecretUntil', 'expiresAt'] as const;

/** An event of a key's rotation: the secrets then, or null if it changes nothing. It may throw a Problem. */
export type RotationEvent = (secrets: KeySecrets, expiresAt: Date | null) => KeySecrets | null;

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
   * @throws Problem `key_not_found`, `key_changed`, `unavailable`, and whatever the event throws
   */
  async change(
    address: KeyAddress,
    event: RotationEvent,
    { ifVersions = null, editedAt }: { ifVersions?: readonly number[] | null; editedAt: Date | null },
  ): Promise<Key> {
    for (let attempt = 0; attempt < attempts; attempt++) {
      const item = await this.#read(address);
      if (!item) throw new Problem('key_not_found');
      if (ifVersions && !ifVersions.includes(item.version)) throw new Problem('key_changed');
      const secrets = event(
        toSecrets(item),
        item.expiresAt === undefined ? null : fromEpochSeconds(item.expiresAt),
      );
      if (!secrets) return toKey(item);
      if (secrets.rotation)
        await wakeForRotation(this.#table, address, stateBeganAt(secrets, secrets.rotation));
      const changed = await this.#write(item, toSecretAttributes(secrets), { ifVersions, editedAt });
      if (changed) return toKey(changed);
    }
    throw new Problem('unavailable');
  }

  /** Null if something of what was read has changed. */
  async #write(
    read: KeyItem,
    attributes: SecretAttributes,
    { ifVersions, editedAt }: { ifVersions: readonly number[] | null; editedAt: Date | null },
  ): Promise<KeyItem | null> {
    const { expression, names, values } = buildUpdateExpression({
      ...attributes,
      ...(editedAt && { updatedAtMs: editedAt.getTime() }),
    });
    const expected = [...guards, ...(ifVersions ? (['version'] as const) : [])].map(
      (name) => [name, read[name]] as const,
    );
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
    if (outcome.done) return outcome.item;
    if (outcome.tries === 1) return null;
    // A second try also fails when the first was carried out and only its response was lost: then it meets what
    // it has written itself.
    const current = await this.#read({ accountId: read.pk, keyId: toKey(read).keyId });
    return current && holds(current, attributes) ? current : null;
  }

  async #read(address: KeyAddress): Promise<KeyItem | null> {
    const item = await this.#table.get<KeyItem | VoidedKeyItem>(keyItemKey(address));
    return item && isKeyItem(item) ? item : null;
  }
}

/** When a rotation that an event has begun or brought further came to be as it is. */
function stateBeganAt(
  { next, old }: KeySecrets,
  { startedAt, overlapSeconds }: { startedAt: Date; overlapSeconds: number },
): Date {
  return next || !old?.endsAt ? startedAt : new Date(old.endsAt.getTime() - overlapSeconds * 1000);
}

function holds(item: KeyItem, attributes: SecretAttributes): boolean {
  return Object.entries(attributes).every(([name, value]) => item[name as keyof SecretAttributes] === value);
}
