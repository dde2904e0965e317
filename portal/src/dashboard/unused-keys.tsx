import { Link } from 'wouter';
import type { Key } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { isUnusedFor } from '../use/standing.ts';
import { t } from './texts.ts';

const days = 90;

/** Keys that could be done without, if there are some. */
export function UnusedKeys({ keys }: { keys: readonly Key[] }) {
  const now = useNow(60_000);
  const { length: count } = keys.filter((key) => isUnusedFor(days, key, now));
  if (count === 0) return null;
  return (
    <section className="card">
      <header>
        <h2>{t('unusedKeys')}</h2>
      </header>
      <p className="card-content muted">
        {t('unusedFor', { count, days })} {t('expiringIsSafe')}
      </p>
      <footer>
        <Link href="/keys?status=unused">{t('review', { count })}</Link>
      </footer>
    </section>
  );
}
