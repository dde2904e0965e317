import { count } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { pageSize } from './use-keys-view.ts';

/** Controls for the pages of a list; nothing when there is only one. */
export function Pagination({
  page,
  pages,
  total,
  onPage,
}: {
  page: number;
  pages: number;
  total: number;
  onPage: (page: number) => void;
}) {
  if (pages < 2) return null;
  const first = (page - 1) * pageSize + 1;
  return (
    <nav className="paging" aria-label="Pages of keys">
      <span className="muted">
        {count(first)}–{count(Math.min(total, page * pageSize))} of {count(total)}
      </span>
      <Button size="small" isDisabled={page === 1} onPress={() => onPage(page - 1)}>
        Previous
      </Button>
      <span>
        Page {count(page)} of {count(pages)}
      </span>
      <Button size="small" isDisabled={page === pages} onPress={() => onPage(page + 1)}>
        Next
      </Button>
    </nav>
  );
}
