import type { AuthorizerResult } from './authorizer-result.ts';

/** What is kept for one API's authorizers; the oldest results give way. AWS does not tell its own limit. */
const maxEntries = 10_000;

interface Entry {
  readonly result: AuthorizerResult;
  readonly storedAt: number;
  readonly expiresAt: number;
}

/** Results of authorizers by authorizer and identity. They hold the policy, not a decision: each call is judged anew. */
export class ResultCache {
  readonly #entries = new Map<string, Entry>();

  get(key: string, now: number): AuthorizerResult | undefined {
    const entry = this.#entries.get(key);
    // Younger than its own storing: the clock has been set back since.
    if (entry === undefined || now >= entry.expiresAt || now < entry.storedAt) return undefined;
    return entry.result;
  }

  set(key: string, result: AuthorizerResult, now: number, ttlSeconds: number): void {
    this.#entries.delete(key);
    this.#entries.set(key, { result, storedAt: now, expiresAt: now + ttlSeconds * 1000 });
    if (this.#entries.size <= maxEntries) return;
    const oldest = this.#entries.keys().next();
    if (!oldest.done) this.#entries.delete(oldest.value);
  }
}
