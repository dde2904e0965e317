import { useState } from 'react';
import type { Key, KeyStatus } from '../api/types.ts';
import { useRemembered } from '../ui/remembered.ts';
import { type Arrangement, type Column, columns } from './arrange.ts';

export const pageSize = 25;

/** What is shown of the keys, and how. */
export interface KeysView extends Arrangement {
  /** From 1. */
  readonly page: number;
  readonly shownColumns: readonly Column[];
  /** Columns that there is something to show in. */
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

const start: Arrangement = { search: '', status: 'all', sortBy: 'created', descending: true };

export function useKeysView(keys: readonly Key[]): KeysView {
  const [arrangement, setArrangement] = useState(startFromAddress);
  const [page, setPage] = useState(1);
  const [selected, select] = useState<ReadonlySet<string>>(new Set());
  const [chosen, setShownColumns] = useRemembered<Column[]>('columns', [...columns], areColumns);
  const isUsed = keys.some(({ lastUsedAt }) => lastUsedAt);
  const offeredColumns = columns.filter((column) => column !== 'lastUsed' || isUsed);
  const change = (changes: Partial<Arrangement>) => {
    setArrangement({ ...arrangement, ...changes });
    setPage(1);
  };
  return {
    ...arrangement,
    page,
    selected,
    offeredColumns,
    shownColumns: offeredColumns.filter((column) => chosen.includes(column)),
    setPage,
    select,
    setShownColumns,
    setSearch: (search) => change({ search }),
    setStatus: (status) => change({ status }),
    sort: (column) =>
      change({ sortBy: column, descending: column === arrangement.sortBy ? !arrangement.descending : false }),
    reset: () => change(start),
  };
}

// The Dashboard's counts lead here with the status that they count.
function startFromAddress(): Arrangement {
  const status = new URLSearchParams(location.search).get('status');
  return status === 'active' || status === 'expiring' || status === 'expired' ? { ...start, status } : start;
}

function areColumns(value: unknown): value is Column[] {
  return Array.isArray(value) && value.every((column) => columns.includes(column)) && value.includes('name');
}
