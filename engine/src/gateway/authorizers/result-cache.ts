import type { AuthorizerResult } from './authorizer-result.ts';

/** The limit for one authorizer; the oldest results are dropped. AWS doesn't document its own limit. */
const maxEntries = 10_000;

interface Entry {
  readonly result: AuthorizerResult;
  readonly storedAt: number;
  readonly expiresAt: number;
}

/**
 * An authorizer's results by identity. A result has the policy, not a decision: each call is evaluated again.
 */
export class ResultCache {
  readonly #entries = new Map<string, Entry>();

  get(key: string, now: number): AuthorizerResult | undefined {
    const entry = this.#entries.get(key);
    // Stored in the future: the clock has been set back since.
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
