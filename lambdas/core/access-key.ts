import { randomBase62 } from './base62.ts';

/** 12 base62 characters: 71 bits, so that accounts and keys can't be guessed and don't collide. */
const partLength = 12;
const accessKeyForm = /^[0-9A-Za-z]{24}$/;
const accountIdForm = /^[0-9A-Za-z]{12}$/;

/** Length of an access key in characters. */
export const accessKeyLength = 2 * partLength;

/** Where a key lives: the two halves of its access key, which are also the table's primary key. */
export interface KeyAddress {
  accountId: string;
  keyId: string;
}

export function newAccountId(): string {
  return randomBase62(partLength);
}

/** Whether a text has the form of an account's id. */
export function isAccountId(text: string): boolean {
  return accountIdForm.test(text);
}

export function newKeyId(): string {
  return randomBase62(partLength);
}

/**
 * The public identifier of a key: account and key in one string, so that one read by primary key finds it.
 */
export function formatAccessKey({ accountId, keyId }: KeyAddress): string {
  return accountId + keyId;
}

/** The address that an access key names, or null when the text does not have the form of one. */
export function parseAccessKey(text: string): KeyAddress | null {
  if (!accessKeyForm.test(text)) return null;
  return { accountId: text.slice(0, partLength), keyId: text.slice(partLength) };
}

/** An access key as mails show it: enough for its owner to recognize, too little to use. */
export function maskAccessKey(accessKey: string): string {
  return `${accessKey.slice(0, 4)}…${accessKey.slice(-4)}`;
}
