import type { Key } from '../../lambdas/core/key.ts';
import { neverUsed } from '../../lambdas/core/key-use.ts';

/** A key for tests; each named part replaces the sample's. */
export function sampleKey(parts: Partial<Key> = {}): Key {
  return {
    accountId: 'A'.repeat(12),
    keyId: 'k'.repeat(12),
    name: 'Sample',
    description: null,
    createdAt: new Date('2026-01-01T00:00:00.000Z'),
    updatedAt: new Date('2026-01-01T00:00:00.000Z'),
    expiresAt: null,
    isDefault: false,
    selfRotation: false,
    noticeAt: null,
    owedSince: null,
    noticeTries: 0,
    use: neverUsed,
    rotation: null,
    leakedAt: null,
    access: 'none',
    accessSince: null,
    createdBy: null,
    version: 1,
    ...parts,
  };
}
