import { useQuery, useQueryClient } from '@tanstack/react-query';
import { call } from './client.ts';
import { ApiProblem } from './problem.ts';
import type { Account, AccountChange, Delivery, NewKey, NoticeLogPage } from './types.ts';

/** Creates the account on the first sign-in; only that response carries its default key. */
export async function ensureAccount(): Promise<{ account: Account; defaultKey?: NewKey }> {
  return (await call<{ account: Account; defaultKey?: NewKey }>({ method: 'PUT', path: '/account' })).body;
}

/** The account of the sign-in; undefined before its first one. */
export async function findAccount(): Promise<Account | undefined> {
  try {
    return (await call<Account>({ path: '/account' })).body;
  } catch (error) {
    if (error instanceof ApiProblem && error.code === 'account_not_found') return undefined;
    throw error;
  }
}

/** The account, which is loaded before any page is shown. */
export function useAccount(): Account {
  const { data } = useQuery({
    queryKey: ['account'],
    queryFn: async () => (await call<Account>({ path: '/account' })).body,
    staleTime: 300_000,
  });
  if (data === undefined) throw new Error('the account has not been loaded');
  return data;
}

export function useChangeAccount(): (change: AccountChange) => Promise<Account> {
  const queries = useQueryClient();
  return async (change) => {
    const { body } = await call<Account>({ method: 'PATCH', path: '/account', body: change });
    queries.setQueryData(['account'], body);
    // Lead times decide what counts as expiring, and recipients appear in the delivery state.
    await Promise.all(
      [['keys'], ['notices'], ['trail']].map((queryKey) => queries.invalidateQueries({ queryKey })),
    );
    return body;
  };
}

export async function retryDelivery(): Promise<Delivery> {
  return (await call<Delivery>({ method: 'POST', path: '/account/retry-delivery' })).body;
}

export function useNoticeLog() {
  return useQuery({
    queryKey: ['notice-log'],
    queryFn: async () => (await call<NoticeLogPage>({ path: '/notices/log?limit=20' })).body.items,
  });
}
