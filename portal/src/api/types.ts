import type * as api from './schema.generated.ts';

/** The bodies of the management API under the names that the pages use. */

export type Account = api.Account;
export type AccountChange = api.UpdateAccountRequest;
/** `lastUsedAt` is shown once the API tells it. */
export type Key = api.Key & { readonly lastUsedAt?: string | null };
export type KeyStatus = Key['status'];
export type NewKey = api.NewKey;
export type KeyPage = api.KeyList;
export type KeyFields = api.CreateKeyRequest;
/** Absent: kept; null: cleared. */
export type KeyChange = api.UpdateKeyRequest;
export type Delivery = api.Delivery;
export type AddressState = Delivery['addresses'][number]['state'];
export type Notices = api.Notices;
export type SentNotice = api.SentNotice;
export type NoticeLogPage = api.NoticeLog;
