import { isExpired } from './key.ts';
import type { ProblemCode } from './problem.ts';
import { secretMatches } from './secret.ts';
import type { Credential } from './token.ts';

/** What the store holds of a key that matters to letting its bearer in. */
export interface KeyProof {
  /** SHA-256 of the secret key, base64. */
  secretHash: string;
  expiresAt: Date | null;
}

/** Why a credential is refused. */
export type CredentialFault = Extract<
  ProblemCode,
  'credentials_missing' | 'credentials_malformed' | 'key_invalid' | 'key_expired'
>;

/**
 * Whether the bearer of `credential` may pass at `now`: null when it may, else the fault. That a key has expired is told only
 * to who has proved its secret; an unknown key, a deleted key and a wrong secret are one and the same.
 * @param proof what the store has under the credential's access key; null when there is none
 */
export function findFault(credential: Credential, proof: KeyProof | null, now: Date): CredentialFault | null {
  if (!secretMatches(credential.secretKey, proof?.secretHash ?? null) || proof === null) return 'key_invalid';
  return isExpired(proof.expiresAt, now) ? 'key_expired' : null;
}
