import { useQuery } from '@tanstack/react-query';
import { getKey } from '../api/keys.ts';

/**
 * The current version of a key, for a decision about its secrets: the list it was chosen from may be stale. Where a
 * change refreshes the keys, this one too.
 */
export function useKeyVersion(accessKey: string) {
  return useQuery({
    queryKey: ['keys', accessKey, 'version'],
    queryFn: () => getKey(accessKey),
    gcTime: 0,
    staleTime: 0,
  });
}
