/** The rules of the product, as a holder could state them; written without a look at the code that it is held against. */

export type Status = 'active' | 'expiring' | 'expired';

/** Zones whose offset never changes, so that the end of a day is plain arithmetic. */
export const zoneHours = { UTC: 0, 'Asia/Tokyo': 9, 'Asia/Kolkata': 5.5, 'Pacific/Honolulu': -10 } as const;
export type Zone = keyof typeof zoneHours;

export interface ModelKey {
  accessKey: string;
  secretKey: string;
  token: string;
  name: string;
  description: string | null;
  /** Seconds since 1970; null: never. */
  expiresAt: number | null;
  isDefault: boolean;
  isDeleted: boolean;
  version: number;
}

export interface Edit {
  name?: string;
  description?: string | null;
  expiresAt?: number | null;
}

export type Outcome = 'done' | 'account_not_found' | 'key_not_found' | 'key_changed' | 'expires_in_past';

const day = 86_400;
const longestLeadDays = 30;

export class ModelAccount {
  exists = false;
  zone: Zone = 'UTC';
  /** All keys that ever were, the newest last. */
  readonly keys: ModelKey[] = [];

  /** The inventory, newest first. */
  get inventory(): ModelKey[] {
    return this.keys.filter((key) => !key.isDeleted).reverse();
  }

  statusOf(key: ModelKey, now: number): Status {
    if (key.expiresAt === null) return 'active';
    if (key.expiresAt <= now) return 'expired';
    return key.expiresAt - now <= longestLeadDays * day ? 'expiring' : 'active';
  }

  mayCreate(expiresAt: number | null, now: number): Outcome {
    if (!this.exists) return 'account_not_found';
    return expiresAt !== null && expiresAt <= now ? 'expires_in_past' : 'done';
  }

  edit(key: ModelKey | undefined, edit: Edit, ifVersion: number | null, now: number): Outcome {
    if (!this.exists) return 'account_not_found';
    if (!key || key.isDeleted) return 'key_not_found';
    const wanted = edit.expiresAt;
    const isPast = typeof wanted === 'number' && wanted <= now;
    // The date that a key has already may be sent back with the rest of it.
    if (isPast && wanted !== key.expiresAt) return 'expires_in_past';
    if (ifVersion !== null && ifVersion !== key.version) return 'key_changed';
    Object.assign(key, edit);
    key.version += 1;
    return 'done';
  }

  /** An expired key stays as it is. */
  expire(key: ModelKey | undefined, now: number): Outcome {
    if (!this.exists) return 'account_not_found';
    if (!key || key.isDeleted) return 'key_not_found';
    if (this.statusOf(key, now) === 'expired') return 'done';
    key.expiresAt = Math.floor(now);
    key.version += 1;
    return 'done';
  }

  delete(key: ModelKey | undefined): Outcome {
    if (!this.exists) return 'account_not_found';
    if (!key || key.isDeleted) return 'key_not_found';
    key.isDeleted = true;
    return 'done';
  }

  /** What the gateway says to a bearer. */
  authorize(key: ModelKey, hasSecret: boolean, now: number): 'in' | 'key_invalid' | 'key_expired' {
    if (key.isDeleted || !hasSecret) return 'key_invalid';
    return this.statusOf(key, now) === 'expired' ? 'key_expired' : 'in';
  }

  /** The banner: the latest of the expired first, the soonest of the expiring first. */
  banner(now: number): { expired: ModelKey[]; expiring: ModelKey[] } {
    const dated = this.inventory.sort((a, b) => Number(a.expiresAt) - Number(b.expiresAt));
    const having = (status: Status) => dated.filter((key) => this.statusOf(key, now) === status);
    return { expired: having('expired').reverse(), expiring: having('expiring') };
  }

  /** The day, in the account's zone, so many days from now. */
  dayAfter(days: number, now: number): string {
    const local = now + zoneHours[this.zone] * 3_600 + days * day;
    return new Date(local * 1000).toISOString().slice(0, 10);
  }

  endOf(date: string): number {
    return Date.parse(date) / 1000 + day - zoneHours[this.zone] * 3_600;
  }
}
