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

export const columnNames: Record<Column, string> = {
  name: 'Name',
  accessKey: 'Access key',
  description: 'Description',
  status: 'Status',
  expires: 'Expires',
  created: 'Created',
  lastUsed: 'Last used',
};
