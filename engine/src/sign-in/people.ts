import { createHash, randomUUID } from 'node:crypto';

/** Somebody who signs in, identified by the email address only. */
export interface Person {
  /** The same for the same address, in every data folder. */
  readonly sub: string;
  readonly email: string;
}

/** A namespace for UUIDs of version 5 (RFC 9562); any UUID will do. */
const namespace = Buffer.from('3f0a1f6c5d4e4a1b9c8d7e6f5a4b3c2d', 'hex');

/** @returns undefined if the text is not an email address */
export function personOf(text: unknown): Person | undefined {
  const email = typeof text === 'string' ? text.trim().toLowerCase() : '';
  if (email.length > 254 || !/^[^\s@<>"]+@[^\s@<>"]+$/.test(email)) return undefined;
  const hash = createHash('sha1').update(namespace).update(email).digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  const sub = hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
  return { sub, email };
}

/** A person's claims in a user pool's ID token. Each token has its own `jti`. */
export function claimsOf({ sub, email }: Person): Record<string, unknown> {
  return { sub, email, email_verified: true, 'cognito:username': sub, token_use: 'id', jti: randomUUID() };
}
