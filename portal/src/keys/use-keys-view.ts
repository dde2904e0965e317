import { useCallback, useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { usePreference } from '../ui/preferences.ts';
import type { ListCriteria } from './filter-and-sort.ts';
import { type Column, columns, startColumns } from './orders.ts';
import { type ListQuery, startCriteria, urlOfView, viewFromUrl } from './view-url.ts';

export const pageSize = 25;

/** Which keys are shown, and how. */
export interface KeysView {
  readonly query: ListQuery;
  readonly shownColumns: readonly Column[];
  readonly isCompact: boolean;
  /** Whether single keys of the keyboard do something: those who speak to their computer turn it off. */
  readonly hasShortcuts: boolean;
  /** Access keys. */
  readonly selected: ReadonlySet<string>;
  /** Goes to the first page of what is asked for. */
  readonly change: (changes: Partial<ListCriteria>) => void;
  readonly setPage: (page: number) => void;
  readonly setShownColumns: (columns: Column[]) => void;
  readonly setCompact: (isCompact: boolean) => void;
  readonly setShortcuts: (hasShortcuts: boolean) => void;
  readonly select: (accessKeys: ReadonlySet<string>) => void;
  readonly toggle: (accessKey: string) => void;
  readonly reset: () => void;
}

export function useKeysView(): KeysView {
  const [path, navigate] = useLocation();
  const search = useSearch();
  const query = useMemo(() => viewFromUrl(search), [search]);
  // In the URL, so that a reload, a bookmark and going back find the same view.
  const show = (next: ListQuery) => navigate(path + urlOfView(next), { replace: true });
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setShownColumns] = usePreference<Column[]>('columns', [...startColumns], areColumns);
  const [isCompact, setCompact] = usePreference('compact', false, isBoolean);
  const [hasShortcuts, setShortcuts] = usePreference('shortcuts', true, isBoolean);
  const shownColumns = useMemo(() => columns.filter((column) => chosen.includes(column)), [chosen]);
  // The same function at all times: a row is rendered again only when its own data changes.
  const toggle = useCallback(
    (accessKey: string) =>
      select((before) => {
        const after = new Set(before);
        if (!after.delete(accessKey)) after.add(accessKey);
        return after;
      }),
    [],
  );
  const change = (changes: Partial<ListCriteria>) => show({ ...query, ...changes, page: 1 });
  return {
    query,
    selected,
    shownColumns,
    isCompact,
    hasShortcuts,
    setShortcuts,
    setPage: (page) => show({ ...query, page }),
    select,
    toggle,
    setShownColumns,
    setCompact,
    change,
    reset: () => change(startCriteria),
  };
}

function isBoolean(value: unknown): value is boolean {
  return typeof value === 'boolean';
}

function areColumns(value: unknown): value is Column[] {
  return Array.isArray(value) && value.every((column) => columns.includes(column));
}
