import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import type { Account, Key, Rotation } from '../src/api/types.ts';
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
  leakedAt: null,
  access: 'none',
  createdBy: null,
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
const keys: readonly Key[] = [
  key,
  { ...key, name: 'Export', rotation: pending },
  { ...key, name: 'Worker', rotation: overlap },
  { ...key, name: 'Importer', rotation: { ...overlap, oldSecretLastUsedAt: instant(-20) } },
];

const queries = new QueryClient();
const account: Pick<Account, 'timeZone'> = { timeZone: 'UTC' };
queries.setQueryData(['account'], account);

/** A key's secrets in each state of a rotation. */
export function RotationSpecimens() {
  return (
    <QueryClientProvider client={queries}>
      {keys.map((shown) => (
        <div key={shown.name} className="stack">
          <div className="actions">
            <RotationTag of={shown} />
          </div>
          <SecretsCard of={shown} onAction={() => undefined} />
        </div>
      ))}
    </QueryClientProvider>
  );
}
