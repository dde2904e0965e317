import type { ItemKey } from './item-keys.ts';

/** The calls of one key on one UTC day; counts of zero are absent. */
export interface UsageItem extends ItemKey {
  calls?: number;
  clientErrors?: number;
  serverErrors?: number;
  refused?: number;
  /** The batch that was counted last: a repeat of this write does not count it again. */
  batch: string;
  /** Seconds since 1970; DynamoDB may remove the item from then on. */
  removeAfter: number;
}

/** A batch of the access log: who is counting it, or that it has been counted. */
export interface BatchItem extends ItemKey {
  owner: string;
  /** Until then others keep away. */
  leaseUntilMs: number;
  countedAtMs?: number;
  /** Seconds since 1970; DynamoDB may remove the item from then on. */
  removeAfter: number;
}

/** How far calls are counted, over all accounts. */
export interface CountingItem extends ItemKey {
  startedAtMs: number;
  asOfMs: number;
}
