import type { KeyAddress } from '../../core/access-key.ts';
import type { Key } from '../../core/key.ts';
import type { KeyGates } from '../../core/key-gates.ts';
import type { SecretSet } from '../../core/key-secrets.ts';
import { keyItemKey } from './item-keys.ts';
import { isKeyItem, type KeyItem, type VoidedKeyItem } from './item-shapes.ts';
import { toKey } from './key-items.ts';
import { toGates, toSecrets } from './secret-attributes.ts';
import type { TableClient } from './table-client.ts';

/** Keys that ask to manage others, as they are right now. */
export class ManagerStore {
  readonly #table: TableClient;

  constructor(table: TableClient) {
    this.#table = table;
  }

  /** The key with its secrets and what refuses them, by one strongly consistent read; null: there is none. */
  async read(address: KeyAddress): Promise<{ key: Key; secrets: SecretSet; gates: KeyGates } | null> {
    const item = await this.#table.get<KeyItem | VoidedKeyItem>(keyItemKey(address));
    return item && isKeyItem(item)
      ? { key: toKey(item), secrets: toSecrets(item), gates: toGates(item) }
      : null;
  }
}
