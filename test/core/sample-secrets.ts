import type { KeySecrets } from '../../lambdas/core/rotation.ts';

/** The hash of the secret with a number, in tests. */
export const hashOf = (no: number): string => `hash ${no}`;
export const secretOf = (no: number) => ({ no, hash: hashOf(no) });

/** The secrets of a key that was never rotated; each named part replaces the sample's. */
export function sampleSecrets(parts: Partial<KeySecrets> = {}): KeySecrets {
  return { current: secretOf(1), next: null, old: null, rotation: null, lastUsed: new Map(), ...parts };
}
