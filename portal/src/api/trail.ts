import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { call } from './client.ts';
import type { TrailPage } from './types.ts';

/** The latest changes, newest first. @param accessKey of this key only */
export function useTrail(limit: number, accessKey?: string) {
  const filter = accessKey === undefined ? '' : `&accessKey=${encodeURIComponent(accessKey)}`;
  return useQuery({
    queryKey: ['trail', accessKey ?? '', limit],
    queryFn: async () => (await call<TrailPage>({ path: `/trail?limit=${limit}${filter}` })).body,
    placeholderData: keepPreviousData,
  });
}
