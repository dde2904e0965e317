import type { KeyAddress } from './access-key.ts';
import { findRefusal, type KeyGates, type Refusal } from './key-gates.ts';
import { type SecretSet, secretRole } from './key-secrets.ts';
import type { ProblemCode } from './problem-catalogue.ts';
import { findSecret } from './secret.ts';
import type { Credential } from './token.ts';

/** The stored facts of a key that decide whether its bearer is let in. */
export interface KeyProof extends SecretSet, KeyGates {}

/** A key whose secret a caller has proven, and which of its secrets that was. */
export interface ProvenKey extends KeyAddress {
  secretNo: number;
}

/** Why a request to the gateway is refused. */
export type CredentialError =
  | Extract<ProblemCode, 'credentials_missing' | 'credentials_malformed' | 'header_reserved' | 'key_invalid'>
  | Refusal;

/** When a bearer who is let in will be refused, and why. */
export interface AccessEnd {
  at: Date;
  error: 'secret_rotated' | 'key_expired';
}

export type Authentication =
  | { error: 'key_invalid' }
  | { error: Refusal; secretNo: number }
  /** `end` null: never, as things stand. */
  | { error: null; secretNo: number; end: AccessEnd | null };

/**
 * Whether the bearer of `credential` may pass at `now`. Only a caller who has proved a secret learns that the key is suspended,
 * has leaked or has expired, or that the secret was replaced; an unknown key, a deleted key and a wrong secret look the same, for the same work.
 * @param proof what is stored under the credential's access key; null when there is nothing
 */
export function authenticate(credential: Credential, proof: KeyProof | null, now: Date): Authentication {
  const secrets = proof ? [proof.current, proof.next, proof.old] : [null, null, null];
  const hashes = secrets.map((secret) => secret?.hash ?? null);
  const secretNo = secrets[findSecret(credential.secretKey, hashes)]?.no;
  if (proof === null || secretNo === undefined) return { error: 'key_invalid' };
  const role = secretRole(proof, secretNo, now);
  const error = findRefusal(proof, role, now);
  if (error) return { error, secretNo };
  return { error: null, secretNo, end: accessEnd(proof.expiresAt, role === 'old' ? proof.old : null) };
}

function accessEnd(expiresAt: Date | null, old: KeyProof['old']): AccessEnd | null {
  const endsAt = old?.endsAt ?? null;
  if (endsAt && (expiresAt === null || endsAt <= expiresAt)) return { at: endsAt, error: 'secret_rotated' };
  return expiresAt && { at: expiresAt, error: 'key_expired' };
}
