import { Link } from 'wouter';
import type { Key } from '../api/types.ts';
import { t } from './texts.ts';

/** What a key may do with others, and which key created it, for a list of facts. */
export function AccessFacts({ of: { access, createdBy } }: { of: Pick<Key, 'access' | 'createdBy'> }) {
  return (
    <>
      <dt>{t('fact')}</dt>
      <dd>{t(access)}</dd>
      {createdBy && (
        <>
          <dt>{t('createdBy')}</dt>
          <dd>
            <Link href={`/keys/${createdBy}`}>
              {t('byKey', { key: `${createdBy.slice(0, 4)}…${createdBy.slice(-4)}` })}
            </Link>
          </dd>
        </>
      )}
    </>
  );
}
