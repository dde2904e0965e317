import { Button } from '../ui/button.tsx';
import { t } from './texts.ts';
import { pageSize } from './use-keys-view.ts';

/** Which of the keys are shown, and controls for the other pages if there are any. */
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
  if (total === 0) return null;
  const first = (page - 1) * pageSize + 1;
  const range = t('range', { first, last: Math.min(total, page * pageSize), total });
  if (pages < 2) return <p className="paging muted">{range}</p>;
  return (
    <nav className="paging" aria-label={t('pages')}>
      <span className="muted">{range}</span>
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
