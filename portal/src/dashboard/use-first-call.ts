import { useQuery } from '@tanstack/react-query';
import { getKey } from '../api/keys.ts';
import type { Key } from '../api/types.ts';

/** Somebody is waiting for it. */
const pollMs = 5_000;

/** When a key was last used; asks again and again until it was. */
export function useFirstCall({ accessKey, lastUsedAt: known }: Key): string | null {
  const { data } = useQuery({
    queryKey: ['first call', accessKey],
    queryFn: async () => (await getKey(accessKey)).key.lastUsedAt,
    refetchInterval: ({ state }) => (state.data ? false : pollMs),
  });
  return data ?? known;
}
