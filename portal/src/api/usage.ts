import { useQuery } from '@tanstack/react-query';
import { call } from './client.ts';
import type { DayOfUse, KeyUsage } from './types.ts';

/** Counts arrive within minutes; an open page follows them. */
const refreshMs = 60_000;

/** The calls of a key a UTC day, oldest first, zeros included. */
export function useKeyUsage(accessKey: string, days = 30) {
  const path = `/keys/${encodeURIComponent(accessKey)}/usage?days=${days}`;
  return useQuery({
    queryKey: ['usage', accessKey, days],
    queryFn: async () => (await call<KeyUsage>({ path })).body,
    refetchInterval: refreshMs,
  });
}

/** The sum of the account's keys. */
export function useAccountUsage(days = 30) {
  return useQuery({
    queryKey: ['usage', 'account', days],
    queryFn: async () =>
      (await call<{ days: readonly DayOfUse[] }>({ path: `/usage?days=${days}` })).body.days,
    refetchInterval: refreshMs,
  });
}
