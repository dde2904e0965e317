import { Button } from '../ui/button.tsx';
import { t } from './texts.ts';
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
    <nav className="paging" aria-label={t('pages')}>
      <span className="muted">{t('range', { first, last: Math.min(total, page * pageSize), total })}</span>
      <Button size="small" isDisabled={page === 1} onPress={() => onPage(page - 1)}>
        {t('previous')}
      </Button>
      <span>{t('pageOf', { page, pages })}</span>
      <Button size="small" isDisabled={page === pages} onPress={() => onPage(page + 1)}>
        {t('next')}
      </Button>
    </nav>
  );
}
