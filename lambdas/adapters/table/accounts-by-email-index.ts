/**
 * Accounts by the address that notices go to: a sparse index, which holds only the items of accounts. lib/ creates the index by
 * these names; the functions read it by them.
 */
export const accountsByEmailIndex = { name: 'accounts-by-email', partitionKey: 'emailKey' } as const;
