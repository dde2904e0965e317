import { createHash, randomUUID } from 'node:crypto';
import type { IdentityProvider } from './user-pools.ts';

/** Somebody who signs in. */
export interface Person {
  /** The same for the same address, or the same user of a provider, in every data folder. */
  readonly sub: string;
  readonly email: string;
  /** Of somebody whom an identity provider has signed in. */
  readonly federation?: Federation;
}

interface Federation {
  readonly provider: IdentityProvider;
  /** The provider's own name for the person. */
  readonly userId: string;
  readonly isEmailVerified: boolean;
}

/** A namespace for UUIDs of version 5 (RFC 9562); any UUID will do. */
const namespace = Buffer.from('3f0a1f6c5d4e4a1b9c8d7e6f5a4b3c2d', 'hex');

/** @returns undefined if the text is not an email address */
export function personOf(text: unknown): Person | undefined {
  const email = typeof text === 'string' ? text.trim().toLowerCase() : '';
  if (email.length > 254 || !/^[^\s@<>"]+@[^\s@<>"]+$/.test(email)) return undefined;
  return { sub: uuidOf(email), email };
}

/**
 * Who a provider's user is in the pool: somebody of their own, whoever else has that address.
 * @param claims of the provider; the pool's mapping picks from them
 * @throws if they lack what the pool needs, in Cognito's words
 */
export function federatedPersonOf(
  provider: IdentityProvider,
  claims: Readonly<Record<string, unknown>>,
): Person {
  const claimFor = (attribute: string) => claims[provider.mapping[attribute] ?? ''];
  const email = claimFor('email');
  if (typeof email !== 'string' || email === '') throw new Error('attributes required: [email]');
  const userId = String(claims.sub);
  return {
    sub: uuidOf(`${provider.poolId}/${provider.name}_${userId}`),
    email,
    // What is not mapped is not verified.
    federation: { provider, userId, isEmailVerified: String(claimFor('email_verified')) === 'true' },
  };
}

function uuidOf(text: string): string {
  const hash = createHash('sha1').update(namespace).update(text).digest().subarray(0, 16);
  hash[6] = ((hash[6] ?? 0) & 0x0f) | 0x50;
  hash[8] = ((hash[8] ?? 0) & 0x3f) | 0x80;
  return hash.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** A person's claims in a user pool's ID token. Each token has its own `jti`. */
export function claimsOf({ sub, email, federation }: Person): Record<string, unknown> {
  const own = { sub, email, token_use: 'id', jti: randomUUID() };
  if (!federation) return { ...own, email_verified: true, 'cognito:username': sub };
  const { provider, userId, isEmailVerified } = federation;
  return {
    ...own,
    email_verified: isEmailVerified,
    'cognito:username': `${provider.name}_${userId}`,
    'cognito:groups': [`${provider.poolId}_${provider.name}`],
    identities: [
      {
        dateCreated: String(Date.now()),
        userId,
        providerName: provider.name,
        providerType: provider.type,
        issuer: null,
        primary: 'true',
      },
    ],
  };
}
