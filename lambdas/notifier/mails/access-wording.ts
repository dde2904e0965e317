import type { ToldAccess } from '../../core/digest.ts';
import type { DescribeInstant } from './ending.ts';
import { count } from './quantities.ts';

// What mails say about keys that were given access to the keys of their account.

/** Follows the name of a key: `may now manage the keys of the account`. */
export function describeAccess({ key: { access } }: ToldAccess): string {
  if (access === 'none') return 'was given access to the keys of the account for a while';
  return access === 'read' ? 'may now see the keys of the account' : 'may now manage the keys of the account';
}

/** Of one key or more. */
export function describeAccesses(grants: readonly ToldAccess[]): { name: string | null; fact: string } {
  const [first] = grants;
  return first && grants.length === 1
    ? { name: first.key.name, fact: describeAccess(first) }
    : { name: null, fact: `${count(grants.length, 'API key')} were given access to the keys of the account` };
}

/** `, 1 key has new access` */
export function describeMoreAccesses(number: number): string {
  return number === 0 ? '' : `, ${count(number, 'key')} ${number === 1 ? 'has' : 'have'} new access`;
}

/** What it means, and what to do: a paragraph, if there is any. */
export function describeAccessConsequences(grants: readonly ToldAccess[]): string[] {
  if (grants.length === 0) return [];
  const isManaging = grants.some(({ key }) => key.access === 'write');
  const may = isManaging
    ? 'Anyone who has the secret key of a key that manages others can create, change, expire and rotate keys of the account, for as long as it works.'
    : 'Anyone who has the secret key of such a key sees the names, descriptions, dates and use of all keys of the account.';
  return [
    `${may} If neither you nor the operator of this API gave it that access, somebody else can sign in to the account: take the access away, and look through the account’s activity.`,
  ];
}

/** The facts, a line each. */
export function describeAccessFacts({ key }: ToldAccess, describeInstant: DescribeInstant): string[][] {
  const [on = '', ...inUtc] = describeInstant(key.accessSince ?? key.updatedAt);
  return [[`Given access ${on}`, ...inUtc]];
}
