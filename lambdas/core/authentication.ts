import type { KeyAddress } from './access-key.ts';
import { isExpired } from './key.ts';
import { type SecretSet, secretRole } from './key-secrets.ts';
import type { ProblemCode } from './problem-catalogue.ts';
import { findSecret } from './secret.ts';
import type { Credential } from './token.ts';

/** The stored facts of a key that decide whether its bearer is let in. */
export interface KeyProof extends SecretSet {
  expiresAt: Date | null;
}

/** A key whose secret a caller has proven, and which of its secrets that was. */
export interface ProvenKey extends KeyAddress {
  secretNo: number;
}

/** Why a request to the gateway is refused. */
export type CredentialError = Extract<
  ProblemCode,
  | 'credentials_missing'
  | 'credentials_malformed'
  | 'header_reserved'
  | 'key_invalid'
  | 'secret_rotated'
  | 'key_expired'
>;

/** When a bearer who is let in will be refused, and why. */
export interface AccessEnd {
  at: Date;
  error: 'secret_rotated' | 'key_expired';
}

export type Authentication =
  | { error: 'key_invalid' }
  | { error: 'secret_rotated' | 'key_expired'; secretNo: number }
  /** `end` null: never, as things stand. */
  | { error: null; secretNo: number; end: AccessEnd | null };

/**
 * Whether the bearer of `credential` may pass at `now`. Only a caller who has proved a secret learns that it was replaced or
 * that the key has expired; an unknown key, a deleted key and a wrong secret look the same, for the same work.
 * @param proof what is stored under the credential's access key; null when there is nothing
 */
export function authenticate(credential: Credential, proof: KeyProof | null, now: Date): Authentication {
  const secrets = proof ? [proof.current, proof.next, proof.old] : [null, null, null];
  const hashes = secrets.map((secret) => secret?.hash ?? null);
  const secretNo = secrets[findSecret(credential.secretKey, hashes)]?.no;
  if (proof === null || secretNo === undefined) return { error: 'key_invalid' };
  const role = secretRole(proof, secretNo, now);
  // Before the expiry: with an ended secret, a new date would not help.
  if (role === null) return { error: 'secret_rotated', secretNo };
  if (isExpired(proof.expiresAt, now)) return { error: 'key_expired', secretNo };
  return { error: null, secretNo, end: accessEnd(proof.expiresAt, role === 'old' ? proof.old : null) };
}

function accessEnd(expiresAt: Date | null, old: KeyProof['old']): AccessEnd | null {
  const endsAt = old?.endsAt ?? null;
  if (endsAt && (expiresAt === null || endsAt <= expiresAt)) return { at: endsAt, error: 'secret_rotated' };
  return expiresAt && { at: expiresAt, error: 'key_expired' };
}
