import type { Key, NewKey, OperatorAccount } from '../../src/api/schema.generated.ts';

export const accountId = '4QzX7vB2mK9t';
export const accessKey = '4QzX7vB2mK9tR3nP8sD1wY5c';
export const token = `lk_${accessKey}_K3x8RtQ2bV7mN1sD5wY9cF4hJ6gL0pZa1b2c`;

export function account(more: Partial<OperatorAccount> = {}): OperatorAccount {
  return {
    accountId,
    email: 'ada@example.com',
    timeZone: 'Europe/Berlin',
    noticeLeadDays: [30, 7],
    noticeEmails: [],
    leadTimeMails: true,
    keyLimit: 100,
    policy: { maxLifetimeDays: null, defaultLifetimeDays: null, neverAllowed: true },
    createdAt: '2026-11-01T09:30:00Z',
    externalId: null,
    signIns: ['sub-1'],
    ...more,
  } as OperatorAccount;
}

export function key(more: Partial<Key> = {}): Key {
  return {
    accessKey,
    name: 'Nightly export',
    description: null,
    createdAt: '2026-11-01T09:30:00Z',
    updatedAt: '2026-11-01T09:30:00Z',
    expiresAt: '2027-03-31T22:00:00Z',
    status: 'active',
    default: false,
    rotation: null,
    selfRotation: false,
    lastUsedAt: '2026-11-27T23:15:00Z',
    lastRefusedAt: null,
    use: {
      verdict: 'in_use',
      callsLast7Days: 12,
      refusedLast7Days: 0,
      since: '2026-11-01T09:30:00Z',
      asOf: '2026-11-28T20:00:00Z',
    },
    ...more,
  } as Key;
}

export function newKey(): NewKey {
  return { ...key(), secretKey: 'K3x8RtQ2bV7mN1sD5wY9cF4hJ6gL0p', token } as NewKey;
}
