/**
 * oidc-provider's record of a session, code, grant and so on, with the members that the store itself reads.
 */
interface Payload {
  readonly uid?: string;
  readonly grantId?: string;
  consumed?: number;
  readonly [name: string]: unknown;
}

interface Entry {
  readonly payload: Payload;
  readonly expiresAt: number;
}

/** More than one machine ever needs. The oldest are dropped. */
const maxEntries = 10_000;

/** Makes oidc-provider's storage class: in memory, one map for all kinds. */
export function createSessionStore() {
  const entries = new Map<string, Entry>();

  return class SessionStore {
    readonly #kind: string;

    constructor(kind: string) {
      this.#kind = kind;
    }

    async upsert(id: string, payload: Payload, expiresInSeconds: number): Promise<void> {
      entries.set(`${this.#kind}:${id}`, { payload, expiresAt: Date.now() + expiresInSeconds * 1000 });
      if (entries.size <= maxEntries) return;
      const oldest = entries.keys().next();
      if (!oldest.done) entries.delete(oldest.value);
    }

    async find(id: string): Promise<Payload | undefined> {
      const entry = entries.get(`${this.#kind}:${id}`);
      return entry !== undefined && Date.now() < entry.expiresAt ? entry.payload : undefined;
    }

    async findByUid(uid: string): Promise<Payload | undefined> {
      for (const [key, { payload }] of entries)
        if (key.startsWith(`${this.#kind}:`) && payload.uid === uid) return payload;
      return undefined;
    }

    // The device flow is off.
    async findByUserCode(): Promise<undefined> {}

    async consume(id: string): Promise<void> {
      const payload = await this.find(id);
      if (payload !== undefined) payload.consumed = Math.floor(Date.now() / 1000);
    }

    async destroy(id: string): Promise<void> {
      entries.delete(`${this.#kind}:${id}`);
    }

    async revokeByGrantId(grantId: string): Promise<void> {
      for (const [key, { payload }] of entries) if (payload.grantId === grantId) entries.delete(key);
    }
  };
}
