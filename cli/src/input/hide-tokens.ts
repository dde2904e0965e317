/** A text without what looks like a token, whole or cut. */
export function hideTokens(text: string): string {
  return text.replace(/\b[a-z][a-z0-9]{1,9}_([0-9A-Za-z]{24})_[0-9A-Za-z]+/g, '(a token of $1)');
}
