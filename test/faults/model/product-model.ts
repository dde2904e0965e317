/** The rules of the product, as a holder could state them; written without a look at the code that it is held against. */

import type { LeakOutcome, RotationModel, RotationOutcome } from '../../adapters/table/rotation-model.ts';

export type Status = 'active' | 'expiring' | 'expired';

/** Zones whose offset never changes, so that the end of a day is plain arithmetic. */
export const zoneHours = { UTC: 0, 'Asia/Tokyo': 9, 'Asia/Kolkata': 5.5, 'Pacific/Honolulu': -10 } as const;
export type Zone = keyof typeof zoneHours;

/** A secret as its holder has it. */
interface Secret {
  secretKey: string;
  token: string;
}

export interface ModelKey {
  accessKey: string;
  /** All that it ever had, by their number less one; which of them work is for `rotation` to say. */
  secrets: Secret[];
  rotation: RotationModel;
  name: string;
  description: string | null;
  /** Seconds since 1970; null: never. */
  expiresAt: number | null;
  isDefault: boolean;
  isDeleted: boolean;
  access: 'none' | 'read' | 'write';
  /** The key by which a program has made it. */
  createdBy: string | null;
  /** As the API shows it; null: its only secret is not known to have leaked. */
  leakedAt: string | null;
  version: number;
  /** What had fallen due by then is told, or never will be. */
  plannedAt: number;
  /** Whether a notice had fallen due, and was not sent yet, when the lead times were changed. */
  wasDue: boolean;
}

/** What a mail tells of a key. */
export interface Told {
  key: ModelKey;
  kind: 'expired' | 'expiring';
  leadDays: number | null;
}

export interface Edit {
  name?: string;
  description?: string | null;
  expiresAt?: number | null;
  access?: ModelKey['access'];
}

export type Outcome =
  | RotationOutcome
  | 'account_not_found'
  | 'key_not_found'
  | 'key_changed'
  | 'expires_in_past'
  | 'key_limit_reached'
  | 'access_not_allowed'
  | 'outlives_its_maker';

const day = 86_400;
/** So low that lives come up against it. */
export const keyLimit = 6;

export class ModelAccount {
  exists = false;
  isSuspended = false;
  zone: Zone = 'UTC';
  leadDays: readonly number[] = [30, 7, 1];
  /** All keys that ever were, the newest last. */
  readonly keys: ModelKey[] = [];
  readonly #mailedAt: Record<Told['kind'], number[]> = { expiring: [], expired: [] };

  /** The inventory, newest first. */
  get inventory(): ModelKey[] {
    return this.keys.filter((key) => !key.isDeleted).reverse();
  }

  statusOf(key: ModelKey, now: number): Status {
    if (key.expiresAt === null) return 'active';
    if (key.expiresAt <= now) return 'expired';
    return key.expiresAt - now <= Math.max(...this.leadDays) * day ? 'expiring' : 'active';
  }

  mayCreate(expiresAt: number | null, now: number): Outcome {
    if (!this.exists) return 'account_not_found';
    if (expiresAt !== null && expiresAt <= now) return 'expires_in_past';
    return this.inventory.length < keyLimit ? 'done' : 'key_limit_reached';
  }

  edit(key: ModelKey | undefined, edit: Edit, ifVersion: number | null, now: number): Outcome {
    if (!this.exists) return 'account_not_found';
    if (!key || key.isDeleted) return 'key_not_found';
    const wanted = edit.expiresAt;
    const isPast = typeof wanted === 'number' && wanted <= now;
    // The date that a key has already may be sent back with the rest of it.
    if (isPast && wanted !== key.expiresAt) return 'expires_in_past';
    if (key.leakedAt !== null && wanted !== undefined && wanted !== key.expiresAt) return 'rotation_required';
    if (ifVersion !== null && ifVersion !== key.version) return 'key_changed';
    if (wanted !== undefined && wanted !== key.expiresAt) this.#plan(key, now);
    Object.assign(key, edit);
    key.version += 1;
    return 'done';
  }

  /** An expired key stays as it is. */
  expire(key: ModelKey | undefined, now: number): Outcome {
    if (!this.exists) return 'account_not_found';
    if (!key || key.isDeleted) return 'key_not_found';
    if (this.statusOf(key, now) === 'expired') return 'done';
    this.#plan(key, now);
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

  /** An event of a key's rotation. */
  rotate(
    key: ModelKey | undefined,
    now: number,
    event: (rotation: RotationModel) => RotationOutcome,
  ): Outcome {
    if (!this.exists) return 'account_not_found';
    if (!key || key.isDeleted) return 'key_not_found';
    const outcome = event(this.rotationOf(key, now));
    if (outcome === 'done') key.version += 1;
    return outcome;
  }

  /** A secret was reported as leaked. Since when the key has, if it has by that, is the product's to say. */
  leak(key: ModelKey, secretNo: number, now: number): LeakOutcome {
    if (key.isDeleted) return 'not_current';
    const rotation = this.rotationOf(key, now);
    const isNews = key.leakedAt === null && rotation.works(secretNo, now);
    const outcome = rotation.leak(secretNo, now);
    if (isNews) key.version += 1;
    if (isNews && outcome === 'expired') this.#plan(key, now);
    return outcome;
  }

  /** A rotation with a date: it brings back a key that has leaked, and no other. */
  comeBack(key: ModelKey | undefined, expiresAt: number | null, now: number): Outcome {
    if (!this.exists) return 'account_not_found';
    if (!key || key.isDeleted) return 'key_not_found';
    if (key.leakedAt === null) return 'invalid_request';
    if (expiresAt !== null && expiresAt <= now) return 'expires_in_past';
    key.rotation.comeBack();
    Object.assign(key, { leakedAt: null, expiresAt, version: key.version + 1 });
    this.#plan(key, now);
    return 'done';
  }

  rotationOf(key: ModelKey, now: number): RotationModel {
    key.rotation.isExpired = this.statusOf(key, now) === 'expired';
    key.rotation.isSuspended = this.isSuspended;
    key.rotation.isLeaked = key.leakedAt !== null;
    return key.rotation;
  }

  /** What the gateway says to a bearer of the secret with this number; 0: of one that the key never had. */
  authorize(key: ModelKey, secretNo: number, now: number): string {
    if (key.isDeleted || secretNo === 0) return 'key_invalid';
    return this.rotationOf(key, now).answer(secretNo, now) ?? 'in';
  }

  /** The banner: the latest of the expired first, the soonest of the expiring first. */
  banner(now: number): { expired: ModelKey[]; expiring: ModelKey[] } {
    const dated = this.inventory.sort((a, b) => Number(a.expiresAt) - Number(b.expiresAt));
    const having = (status: Status) => dated.filter((key) => this.statusOf(key, now) === status);
    return { expired: having('expired').reverse(), expiring: having('expiring') };
  }

  /** New lead times cause no mail by themselves; what was due already stays so. */
  changeLeadDays(leadDays: readonly number[], now: number): void {
    for (const key of this.inventory) {
      const isDue = this.#isDue(key, now);
      this.#plan(key, now);
      key.wasDue = isDue;
    }
    this.leadDays = leadDays;
  }

  /**
   * The notices that a run sends: of each due key only the most urgent, if it is still true; and all
   * of them together, as soon as one of their kinds may go.
   * @param others what else the run told: it counts as an expired key does, and a leak goes at once
   */
  notify(now: number, others: readonly string[] = []): Told[] {
    if (this.isSuspended) return [];
    const owed: Told[] = [];
    for (const key of this.inventory.filter((each) => this.#isDue(each, now))) {
      const left = Number(key.expiresAt) - now;
      const passed = this.leadDays.filter((days) => days * day >= left);
      if (left <= 0) owed.push({ key, kind: 'expired', leadDays: null });
      else if (passed.length > 0) owed.push({ key, kind: 'expiring', leadDays: Math.min(...passed) });
      else this.#plan(key, now);
    }
    const kinds = new Set([...owed.map(({ kind }) => kind), ...others.map(() => 'expired' as const)]);
    const free = [...kinds].filter((kind) => this.#mayMail(kind, now));
    if (free.length === 0 && !others.includes('secret_leaked')) return [];
    for (const kind of free) this.#mailedAt[kind].push(now);
    for (const { key } of owed) this.#plan(key, now);
    return owed;
  }

  /** Mails about coming expiries: two at once, one more each four hours; about expired keys: three, and each hour. */
  #mayMail(kind: Told['kind'], now: number): boolean {
    const [most, hours] = kind === 'expiring' ? [2, 4] : [3, 1];
    let [left, before] = [most, 0];
    for (const at of [...this.#mailedAt[kind], now]) {
      left = Math.min(most, left + (at - before) / (hours * 3_600)) - (at === now ? 0 : 1);
      before = at;
    }
    return left >= 1;
  }

  #isDue({ expiresAt, plannedAt, wasDue }: ModelKey, now: number): boolean {
    if (expiresAt === null) return false;
    const instants = [...this.leadDays, 0].map((days) => expiresAt - days * day);
    return wasDue || instants.some((instant) => instant > plannedAt && instant <= now);
  }

  /** Lead times that have passed are skipped. */
  #plan(key: ModelKey, now: number): void {
    key.plannedAt = now;
    key.wasDue = false;
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
