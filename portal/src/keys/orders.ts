/** What the list can be ordered by. */
export const orders = ['urgency', 'name', 'expires', 'lastUsed', 'created'] as const;
export type Order = (typeof orders)[number];

/** Columns that can be left out, in their order. */
export const columns = ['trend', 'calls', 'lastUsed', 'created'] as const;
export type Column = (typeof columns)[number];

/** Those that a person starts with. */
export const startColumns: readonly Column[] = ['trend', 'calls', 'lastUsed'];
