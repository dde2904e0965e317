import { hash, timingSafeEqual } from 'node:crypto';
import { randomBase62 } from './base62.ts';

/** 30 base62 characters: 178 bits, more than the 160 that the product promises. */
export const secretKeyLength = 30;

const secretKeyForm = /^[0-9A-Za-z]{30}$/;

/** Stands in for the hash of a key that does not exist; no known secret has it. */
const nobodysHash = Buffer.from(hashSecret('no key has this secret'));

/** The private half of a new key. It is shown once and never stored. */
export function newSecretKey(): string {
  return randomBase62(secretKeyLength);
}

export function isSecretKey(text: string): boolean {
  return secretKeyForm.test(text);
}

/**
 * What is stored of a secret: its SHA-256 in base64. A slow hash would protect guessable passwords; 178
 * random bits need none, and the gateway computes this on every call.
 */
export function hashSecret(secretKey: string): string {
  return hash('sha256', secretKey, 'base64');
}

/**
 * Which of `storedHashes` is that of `secretKey`: its index, or -1. All are compared, each in constant time, and a missing one
 * (null) costs the same work as a wrong one, so that the time taken does not reveal how many there are, or none.
 */
export function findSecret(secretKey: string, storedHashes: readonly (string | null)[]): number {
  const presented = Buffer.from(hashSecret(secretKey));
  let found = -1;
  storedHashes.forEach((storedHash, index) => {
    const expected = storedHash === null ? nobodysHash : Buffer.from(storedHash);
    const isEqual = expected.length === presented.length && timingSafeEqual(presented, expected);
    if (isEqual && storedHash !== null) found = index;
  });
  return found;
}
