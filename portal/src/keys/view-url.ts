import { filters, type ListCriteria } from './filter-and-sort.ts';
import { orders } from './orders.ts';

export const startCriteria: ListCriteria = {
  search: '',
  status: 'all',
  sortBy: 'urgency',
  descending: false,
};

export type ListQuery = ListCriteria & { /** From 1. */ readonly page: number };

/** Which keys a URL shows; whatever can't be read is left at its start. */
export function viewFromUrl(search: string): ListQuery {
  const parameters = new URLSearchParams(search);
  const page = Number(parameters.get('page') ?? 1);
  return {
    search: parameters.get('search') ?? '',
    status: filters.find((each) => each === parameters.get('status')) ?? startCriteria.status,
    sortBy: orders.find((each) => each === parameters.get('sort')) ?? startCriteria.sortBy,
    descending: parameters.get('order') === 'descending',
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** The query of a view's URL, with its question mark; empty for the view that a person starts with. */
export function urlOfView({ search, status, sortBy, descending, page }: ListQuery): string {
  const isSorted = sortBy !== startCriteria.sortBy || descending;
  const parameters = new URLSearchParams({
    ...(search !== '' && { search }),
    ...(status !== 'all' && { status }),
    ...(isSorted && { sort: sortBy, order: descending ? 'descending' : 'ascending' }),
    ...(page > 1 && { page: String(page) }),
  });
  return parameters.size > 0 ? `?${parameters}` : '';
}
