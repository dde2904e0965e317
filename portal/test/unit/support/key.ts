import type { Key } from '../../../src/api/types.ts';

/** A key with the fields that a test is about. */
export const keyWith = (fields: Partial<Key>): Key => ({
  accessKey: 'a'.repeat(24),
  name: 'key',
  description: null,
  createdAt: '2027-01-01T00:00:00Z',
  updatedAt: '2027-01-01T00:00:00Z',
  expiresAt: null,
  status: 'active',
  default: false,
  selfRotation: false,
  leakedAt: null,
  access: 'none',
  createdBy: null,
  rotation: null,
  lastUsedAt: null,
  lastRefusedAt: null,
  use: { verdict: 'unknown', callsLast7Days: 0, refusedLast7Days: 0, since: null, asOf: null },
  ...fields,
});
