import type { KeyGates } from '../../lambdas/core/key-gates.ts';
import type { KeySecrets } from '../../lambdas/core/rotation.ts';

/** The hash of the secret with a number, in tests. */
export const hashOf = (no: number): string => `hash ${no}`;
export const secretOf = (no: number) => ({ no, hash: hashOf(no) });

/** The gates of a key that never expires, all open; each named part replaces the sample's. */
export function sampleGates(parts: Partial<KeyGates> = {}): KeyGates {
  return { isSuspended: false, isLeaked: false, expiresAt: null, ...parts };
}

/** The secrets of a key that was never rotated; each named part replaces the sample's. */
export function sampleSecrets(parts: Partial<KeySecrets> = {}): KeySecrets {
  return { current: secretOf(1), next: null, old: null, rotation: null, lastUsed: new Map(), ...parts };
}
