import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import type { Account, Key, Rotation } from '../src/api/types.ts';
import { OverlapChoice } from '../src/rotation/overlap-choice.tsx';
import { RotationTag } from '../src/rotation/rotation-tag.tsx';
import { SecretsCard } from '../src/rotation/secrets-card.tsx';

const instant = (hours: number) => new Date(Date.now() + hours * 3_600_000).toISOString();
const key: Key = {
  accessKey: 'a'.repeat(24),
  name: 'Checkout',
  description: null,
  createdAt: instant(-2_000),
  updatedAt: instant(-30),
  expiresAt: null,
  status: 'active',
  default: false,
  rotation: null,
  selfRotation: false,
  lastUsedAt: instant(-0.1),
  lastRefusedAt: null,
  use: {
    verdict: 'in_use',
    callsLast7Days: 956,
    refusedLast7Days: 0,
    since: instant(-2_000),
    asOf: instant(0),
  },
};
const pending: Rotation = {
  state: 'pending',
  startedAt: instant(-30),
  overlapSeconds: 86_400,
  oldSecretEndsAt: null,
  newSecretLastUsedAt: null,
  oldSecretLastUsedAt: instant(-0.1),
};
const overlap: Rotation = {
  ...pending,
  state: 'overlap',
  oldSecretEndsAt: instant(7.9),
  newSecretLastUsedAt: instant(-0.1),
};
const rotations: readonly (Rotation | null)[] = [
  null,
  pending,
  overlap,
  { ...overlap, oldSecretLastUsedAt: instant(-20) },
];

const queries = new QueryClient();
const account: Pick<Account, 'timeZone'> = { timeZone: 'UTC' };
queries.setQueryData(['account'], account);

/** A key's secrets in each state of a rotation. */
export function RotationSpecimens() {
  const [overlapSeconds, setOverlapSeconds] = useState(0);
  return (
    <QueryClientProvider client={queries}>
      {rotations.map((rotation, index) => (
        <div key={String(index)} className="stack">
          <div className="actions">
            <RotationTag of={{ rotation }} />
          </div>
          <SecretsCard of={{ ...key, rotation }} onAction={() => undefined} />
        </div>
      ))}
      <OverlapChoice value={overlapSeconds} onChange={setOverlapSeconds} />
    </QueryClientProvider>
  );
}
