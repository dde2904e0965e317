import type { KeyAddress } from '../../core/access-key.ts';
import { endLeakedSecret, type LeakOutcome } from '../../core/leak.ts';
import { Problem } from '../../core/problem-catalogue.ts';
import type { RecordChange } from '../../core/trail.ts';
import { announceLeak, hastenLeak } from './leak-mails.ts';
import { RotationStore } from './rotation-store.ts';
import type { TableClient } from './table-client.ts';

/** Ends secrets that have leaked. */
export class LeakStore {
  readonly #table: TableClient;
  readonly #rotations: RotationStore;

  constructor(table: TableClient) {
    this.#table = table;
    this.#rotations = new RotationStore(table);
  }

  /**
   * Ends a secret, and has the notifier mail its holder. It may be repeated at any time, and says the same: what is left to
   * do after a death is done then. Of a key that does not exist it says what it says of a wrong secret, for the same work.
   * @param context.places where it was found: https URLs, none of which has a secret in it
   * @throws Problem `unavailable`
   */
  async end(
    address: KeyAddress,
    secretKey: string,
    { places, now, record }: { places: readonly string[]; now: Date; record: RecordChange },
  ): Promise<LeakOutcome> {
    let outcome: LeakOutcome = 'not_current';
    let leakedNo = 0;
    await this.#rotations
      .change(
        address,
        (secrets, gates) => {
          const leaked = endLeakedSecret(secrets, secretKey, gates, now);
          outcome = leaked?.outcome ?? 'not_current';
          leakedNo = leaked?.secretNo ?? 0;
          return leaked?.after ?? null;
        },
        {
          editedAt: now,
          around: async (write) => {
            await announceLeak(this.#table, { ...address, at: now, places }, leakedNo);
            const key = await write();
            if (key) await hastenLeak(this.#table, address, now);
            return key;
          },
          trail: { action: 'end_leaked_secret', record },
        },
      )
      .catch((error: unknown) => {
        if (!(error instanceof Problem) || error.code !== 'key_not_found') throw error;
        outcome = 'not_current';
      });
    return outcome;
  }
}
