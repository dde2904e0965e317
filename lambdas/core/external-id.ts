/** What the operator may call a user of its own: such as `customer-17`, or an address. */
export const externalIdForm = /^[A-Za-z0-9._:@-]{1,128}$/;

export function isExternalId(text: string): boolean {
  return externalIdForm.test(text);
}
