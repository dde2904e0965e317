/** What the list can be ordered by. */
export const orders = ['urgency', 'name', 'expires', 'created', 'lastUsed'] as const;
export type Order = (typeof orders)[number];

/** Columns that can be left out. */
export const columns = ['created', 'lastUsed'] as const;
export type Column = (typeof columns)[number];
