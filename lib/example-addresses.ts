/** Names that RFC 2606 keeps for documentation and tests: nobody can have a mailbox there. */
const reservedDomain = /(^|\.)(example\.(com|net|org)|example|test|invalid|localhost)$/i;

/** Whether an address is one of those that documents use, such as `keys@example.com`. */
export function isExampleAddress(email: string): boolean {
  return reservedDomain.test(email.slice(email.lastIndexOf('@') + 1));
}
