import { InvalidArgumentError } from 'commander';

/** Where a token was found, as an option's value. */
export function readAddress(text: string): string {
  if (isAddress(text)) return text;
  throw new InvalidArgumentError(addressForm);
}

const longestAddress = 2048;
export const addressForm = `The address must be of https, without a user name, and at most ${longestAddress} characters long.`;

/** The holder of the key is shown it. */
export function isAddress(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, username, password, href } = new URL(text);
  return protocol === 'https:' && username === '' && password === '' && href.length <= longestAddress;
}
