/** The columns of the list of keys, in the order of the table. */
export const columns = [
  'name',
  'accessKey',
  'description',
  'status',
  'expires',
  'created',
  'lastUsed',
] as const;
export type Column = (typeof columns)[number];
