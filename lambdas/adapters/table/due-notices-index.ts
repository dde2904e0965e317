/**
 * The queue of notices: a sparse index that holds an item only while it has a notice to come, in the order in
 * which notices fall due. lib/ creates the index by these names; the functions read it by them.
 */
export const dueNoticesIndex = {
  name: 'due-notices',
  partitionKey: 'noticeShard',
  sortKey: 'noticeAt',
} as const;
