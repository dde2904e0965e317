import { isExpired } from './key.ts';
import type { SecretRole } from './key-secrets.ts';
import type { ProblemCode } from './problem-catalogue.ts';

/**
 * What refuses every secret of a key, whatever its rotation says. A gate changes nothing of the rotation: an overlap runs on
 * behind it, and once it is open again the same secrets work as without it.
 */
export interface KeyGates {
  /** The operator has suspended the key's account. */
  isSuspended: boolean;
  /** Its only secret has leaked. */
  isLeaked: boolean;
  expiresAt: Date | null;
}

/** Why somebody who has proven a secret is refused. */
export type Refusal = Extract<
  ProblemCode,
  'account_suspended' | 'key_leaked' | 'secret_rotated' | 'key_expired'
>;

/**
 * Why the bearer of a proven secret is refused at `now`; null: let in. Of several reasons, the first that what mends the next
 * would not help against.
 * @param role of the secret; null: it has ended
 */
export function findRefusal(gates: KeyGates, role: SecretRole | null, now: Date): Refusal | null {
  if (gates.isSuspended) return 'account_suspended';
  if (gates.isLeaked) return 'key_leaked';
  if (role === null) return 'secret_rotated';
  return isExpired(gates.expiresAt, now) ? 'key_expired' : null;
}
