import type * as api from './schema.generated.ts';

/** The bodies of the management API under the names that the pages use. */

export type Account = api.Account;
export type AccountChange = api.UpdateAccountRequest;
export type Key = api.Key;
/** As the list tells it: with the calls of its last 30 days. */
export type ListedKey = api.ListedKey;
export type KeyUsage = api.KeyUsage;
export type DayOfUse = api.Usage['days'][number];
export type KeyStatus = Key['status'];
export type NewKey = api.NewKey;
export type Rotation = api.Rotation;
export type RotationRequest = api.RotateKeyRequest;
export type NewRotation = api.NewRotation;
export type KeyPage = api.KeyList;
export type KeyFields = api.CreateKeyRequest;
/** Absent: kept; null: cleared. */
export type KeyChange = api.UpdateKeyRequest;
export type Delivery = api.Delivery;
export type AddressState = Delivery['addresses'][number]['state'];
export type Notices = api.Notices;
export type SentNotice = api.SentNotice;
export type NoticeLogPage = api.NoticeLog;
export type TrailLine = api.TrailLine;
export type TrailPage = api.Trail;
