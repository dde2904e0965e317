import { Link } from 'wouter';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import { t } from './texts.ts';

/** The empty state: explains what keys are for. */
export function NoKeys({ onCreate }: { onCreate: () => void }) {
  return (
    <section className="empty card">
      <Icon name="key" size={40} />
      <h2>{t('noKeys')}</h2>
      <p>{t('noKeysIntro')}</p>
      <ul>
        <li>{t('habitNames')}</li>
        <li>{t('habitDates')}</li>
        <li>{t('habitExpire')}</li>
      </ul>
      <Button kind="primary" icon="plus" onPress={onCreate}>
        {t('createFirst')}
      </Button>
      <p>
        <Link href="/developers">{t('howToUse')}</Link>
      </p>
    </section>
  );
}
