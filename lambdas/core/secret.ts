import { hash, timingSafeEqual } from 'node:crypto';
import { randomBase62 } from './base62.ts';

/** 30 base62 characters: 178 bits, more than the 160 that the product promises. */
export const secretKeyLength = 30;

const secretKeyForm = /^[0-9A-Za-z]{30}$/;

/** Stands in for the hash of a key that does not exist; no known secret has it. */
const nobodysHash = hashSecret('no key has this secret');

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
 * Whether `storedHash` is the hash of `secretKey`. A missing key (null) costs the same work as a wrong
 * secret, so that the time taken does not reveal which of the two it was.
 */
export function secretMatches(secretKey: string, storedHash: string | null): boolean {
  const presented = Buffer.from(hashSecret(secretKey));
  const expected = Buffer.from(storedHash ?? nobodysHash);
  return presented.length === expected.length && timingSafeEqual(presented, expected) && storedHash !== null;
}
