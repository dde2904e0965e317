import { useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import type { Key, KeyStatus } from '../api/types.ts';
import { usePreference } from '../ui/preferences.ts';
import { type Column, columns } from './columns.ts';
import type { ListCriteria } from './filter-and-sort.ts';
import { startCriteria, urlOfView, viewFromUrl } from './view-url.ts';

export const pageSize = 25;

/** Which keys are shown, and how. */
export interface KeysView extends ListCriteria {
  /** From 1. */
  readonly page: number;
  readonly shownColumns: readonly Column[];
  /** Columns that have anything to show. */
  readonly offeredColumns: readonly Column[];
  /** Access keys. */
  readonly selected: ReadonlySet<string>;
  readonly setSearch: (search: string) => void;
  readonly setStatus: (status: KeyStatus | 'all') => void;
  readonly sort: (column: Column) => void;
  readonly setPage: (page: number) => void;
  readonly setShownColumns: (columns: Column[]) => void;
  readonly select: (accessKeys: ReadonlySet<string>) => void;
  readonly reset: () => void;
}

export function useKeysView(keys: readonly Key[]): KeysView {
  const [path, navigate] = useLocation();
  const { page, ...criteria } = viewFromUrl(useSearch());
  // In the URL, so that a reload, a bookmark and going back find the same view.
  const show = (view: ListCriteria & { page: number }) => navigate(path + urlOfView(view), { replace: true });
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setShownColumns] = usePreference<Column[]>('columns', [...columns], areColumns);
  const isUsed = keys.some(({ lastUsedAt }) => lastUsedAt);
  const offeredColumns = columns.filter((column) => column !== 'lastUsed' || isUsed);
  const change = (changes: Partial<ListCriteria>) => show({ ...criteria, ...changes, page: 1 });
  return {
    ...criteria,
    page,
    selected,
    offeredColumns,
    shownColumns: offeredColumns.filter((column) => chosen.includes(column)),
    setPage: (page) => show({ ...criteria, page }),
    select,
    setShownColumns,
    setSearch: (search) => change({ search }),
    setStatus: (status) => change({ status }),
    sort: (column) =>
      change({ sortBy: column, descending: column === criteria.sortBy ? !criteria.descending : false }),
    reset: () => change(startCriteria),
  };
}

function areColumns(value: unknown): value is Column[] {
  return Array.isArray(value) && value.every((column) => columns.includes(column)) && value.includes('name');
}
