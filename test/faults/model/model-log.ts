import type { ModelAccount, ModelKey } from './product-model.ts';

/** A call whose secret was proven, as the access log tells it. */
interface Line {
  account: ModelAccount;
  key: ModelKey;
  secretNo: number;
  wasRefused: boolean;
  isWhoami: boolean;
  at: number;
}

const day = 86_400;

/** What the access log has to tell, and when it does: a rotation goes by when it is told, not by when it was. */
export class ModelLog {
  #waiting: Line[] = [];
  #delivered: Line[] = [];

  add(line: Line): void {
    this.#waiting.push(line);
  }

  deliver(fate: 'once' | 'again' | 'lost', now: number): void {
    const lines =
      fate === 'lost' ? [] : fate === 'again' ? [...this.#delivered, ...this.#waiting] : this.#waiting;
    this.#waiting = [];
    if (lines.length === 0) return;
    this.#delivered = lines;
    for (const { account, key, secretNo, wasRefused, isWhoami, at } of lines) {
      // What is that old is not counted.
      if (key.isDeleted || at < now - 15 * day) continue;
      const outcome = wasRefused ? 'refused' : 'success';
      const isFirstUse = account.rotationOf(key, now).seen(secretNo, outcome, isWhoami, now);
      if (isFirstUse) key.version += 1;
    }
  }
}
