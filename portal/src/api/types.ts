/** The bodies of the management API, as its OpenAPI document describes them. */

export type KeyStatus = 'active' | 'expiring' | 'expired';

export interface Key {
  readonly accessKey: string;
  readonly name: string;
  readonly description: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly expiresAt: string | null;
  readonly status: KeyStatus;
  readonly default: boolean;
  readonly lastUsedAt?: string | null;
}

export interface NewKey extends Key {
  readonly secretKey: string;
  readonly token: string;
}

export interface KeyPage {
  readonly items: readonly Key[];
  readonly nextCursor: string | null;
}

/** Absent: kept; null: cleared. */
export interface KeyChange {
  readonly name?: string;
  readonly description?: string | null;
  /** A date-time, or a date, which ends with that day in the account's time zone. */
  readonly expiresAt?: string | null;
}

export interface Account {
  readonly accountId: string;
  readonly email: string;
  readonly timeZone: string;
  readonly noticeLeadDays: readonly number[];
  readonly noticeEmails: readonly { readonly email: string; readonly confirmed: boolean }[];
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface AccountChange {
  readonly timeZone?: string;
  readonly noticeLeadDays?: readonly number[];
  readonly noticeEmails?: readonly string[];
}

export type AddressState = 'ok' | 'pending' | 'bounced' | 'complained';

export interface Delivery {
  readonly state: 'ok' | 'undeliverable';
  readonly since: string | null;
  readonly reason: 'bounced' | 'complained' | 'refused' | null;
  readonly addresses: readonly { readonly email: string; readonly state: AddressState }[];
}

export interface Notices {
  readonly expired: readonly Key[];
  readonly expiring: readonly Key[];
  readonly delivery: Delivery;
}

export interface SentNotice {
  readonly at: string;
  readonly accessKey: string;
  readonly name: string;
  readonly kind: 'expiring' | 'expired';
  readonly leadDays: number | null;
  readonly expiresAt: string;
  readonly delivered: boolean;
  readonly to: readonly string[];
}

export interface NoticeLogPage {
  readonly items: readonly SentNotice[];
  readonly nextCursor: string | null;
}
