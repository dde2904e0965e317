import { type QueryClient, useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from './client.ts';
import { ConflictError } from './problem.ts';
import type { Key, KeyChange, KeyFields, KeyPage, ListedKey, NewKey, Notices } from './types.ts';

/** How often lists refresh while the page is open. */
const refreshMs = 60_000;

const inventory = { queryKey: ['keys'], queryFn: listKeys } as const;
const notices = {
  queryKey: ['notices'],
  queryFn: async () => (await call<Notices>({ path: '/notices' })).body,
} as const;

/** The whole inventory, newest first, with the calls of 30 days. An account holds a few hundred keys at most. */
export function useKeys() {
  return useQuery({ ...inventory, refetchInterval: refreshMs });
}

/** @param isFresh whether a page that opens asks again, rather than showing what another has just asked for */
export function useNotices({ isFresh = false } = {}) {
  return useQuery({ ...notices, refetchOnMount: isFresh ? 'always' : true, refetchInterval: refreshMs });
}

/** Asks for what the page at a path will show before there is a page. One that fails is asked for again by the page. */
export function prefetchKeys(queries: QueryClient, path: string): void {
  void queries.prefetchQuery(notices);
  if (path === '/' || path === '/keys') void queries.prefetchQuery(inventory);
}

/** A key in its current version. */
export interface KeyVersion {
  readonly key: Key;
  readonly etag: string | undefined;
}

export async function getKey(accessKey: string): Promise<KeyVersion> {
  const { body, etag } = await call<Key>({ path: pathOf(accessKey) });
  return { key: body, etag };
}

/** @param idempotencyKey of this request: repeated with the same, it returns the key that it has created */
export async function createKey(fields: KeyFields, idempotencyKey: string): Promise<NewKey> {
  return (await call<NewKey>({ method: 'POST', path: '/keys', body: fields, idempotencyKey })).body;
}

/** 256 random bits: the secret of the key is made of them, too. */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(32));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

/** @param ifMatch the ETag: refuses the change if the key has a newer version */
export async function changeKey(accessKey: string, change: KeyChange, ifMatch?: string): Promise<KeyVersion> {
  const request = { method: 'PATCH', path: pathOf(accessKey), body: change, ifMatch } as const;
  const { body, etag } = await call<Key>(request);
  return { key: body, etag };
}

/**
 * Sets a date that was computed from the one on screen, which may be stale.
 * @throws ConflictError when the key's date has changed: adding 30 days to the old one could shorten its life
 */
export async function moveExpiry(shown: Key, expiresAt: string | null): Promise<KeyVersion> {
  const { key, etag } = await getKey(shown.accessKey);
  if (key.expiresAt !== shown.expiresAt) throw new ConflictError('the key has another date');
  return changeKey(shown.accessKey, { expiresAt }, etag);
}

export async function expireKey(accessKey: string): Promise<KeyVersion> {
  const { body, etag } = await call<Key>({ method: 'POST', path: `${pathOf(accessKey)}/expire` });
  return { key: body, etag };
}

export async function deleteKey(accessKey: string): Promise<void> {
  await call({ method: 'DELETE', path: pathOf(accessKey) });
}

/** Refetches every list of keys. */
export function useRefreshKeys(): () => Promise<void> {
  const queries = useQueryClient();
  return () => refreshKeys(queries);
}

async function refreshKeys(queries: QueryClient): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['keys'] }),
    queries.invalidateQueries({ queryKey: ['notices'] }),
    queries.invalidateQueries({ queryKey: ['trail'] }),
  ]);
}

async function listKeys(): Promise<readonly ListedKey[]> {
  const keys: ListedKey[] = [];
  let cursor: string | null = null;
  do {
    const from: string = cursor === null ? '' : `&cursor=${encodeURIComponent(cursor)}`;
    const { body } = await call<KeyPage>({ path: `/keys?limit=100&include=days${from}` });
    keys.push(...body.items);
    cursor = body.nextCursor;
  } while (cursor !== null);
  return keys;
}

export const pathOf = (accessKey: string) => `/keys/${encodeURIComponent(accessKey)}`;
