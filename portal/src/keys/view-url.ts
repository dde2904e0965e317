import { columns } from './columns.ts';
import type { ListCriteria } from './filter-and-sort.ts';

export const startCriteria: ListCriteria = {
  search: '',
  status: 'all',
  sortBy: 'created',
  descending: true,
};

type View = ListCriteria & { readonly page: number };

const statuses = ['active', 'expiring', 'expired'] as const;

/** Which keys a URL shows; whatever can't be read is left at its start. */
export function viewFromUrl(search: string): View {
  const parameters = new URLSearchParams(search);
  const status = statuses.find((each) => each === parameters.get('status')) ?? startCriteria.status;
  const sortBy = columns.find((each) => each === parameters.get('sort'));
  const page = Number(parameters.get('page') ?? 1);
  return {
    search: parameters.get('search') ?? '',
    status,
    sortBy: sortBy ?? startCriteria.sortBy,
    descending: sortBy === undefined ? startCriteria.descending : parameters.get('order') === 'descending',
    page: Number.isInteger(page) && page > 0 ? page : 1,
  };
}

/** The query of a view's URL, with its question mark; empty for the view that a person starts with. */
export function urlOfView({ search, status, sortBy, descending, page }: View): string {
  const isSorted = sortBy !== startCriteria.sortBy || descending !== startCriteria.descending;
  const parameters = new URLSearchParams({
    ...(search !== '' && { search }),
    ...(status !== 'all' && { status }),
    ...(isSorted && { sort: sortBy, order: descending ? 'descending' : 'ascending' }),
    ...(page > 1 && { page: String(page) }),
  });
  return parameters.size > 0 ? `?${parameters}` : '';
}
