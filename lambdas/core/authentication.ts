import type { KeyAddress } from './access-key.ts';
import { isExpired } from './key.ts';
import type { ProblemCode } from './problem-catalogue.ts';
import { secretMatches } from './secret.ts';
import type { Credential } from './token.ts';

/** The stored facts of a key that decide whether its bearer is let in. */
export interface KeyProof {
  /** SHA-256 of the secret key, base64. */
  secretHash: string;
  /** The number of that secret among those that the key has had. */
  secretNo: number;
  expiresAt: Date | null;
}

/** A key whose secret a caller has proven, and which of its secrets that was. */
export interface ProvenKey extends KeyAddress {
  secretNo: number;
}

/** Why a request to the gateway is refused. */
export type CredentialError = Extract<
  ProblemCode,
  'credentials_missing' | 'credentials_malformed' | 'header_reserved' | 'key_invalid' | 'key_expired'
>;

/**
 * Why `credential` is refused at `now`; null when its bearer may pass. Only a caller who has proved the
 * secret learns that a key has expired; an unknown key, a deleted key and a wrong secret look the same.
 * @param proof what is stored under the credential's access key; null when there is nothing
 */
export function findCredentialError(
  credential: Credential,
  proof: KeyProof | null,
  now: Date,
): CredentialError | null {
  if (!secretMatches(credential.secretKey, proof?.secretHash ?? null) || proof === null) return 'key_invalid';
  return isExpired(proof.expiresAt, now) ? 'key_expired' : null;
}
