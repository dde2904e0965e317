import { useState } from 'react';
import { t } from '../activity/texts.ts';
import { TrailItem } from '../activity/trail.tsx';
import { useTrail } from '../api/trail.ts';
import { Button } from '../ui/button.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { Loading } from '../ui/loading.tsx';
import { SettingsSection } from './settings-section.tsx';

const sizes = { few: 5, many: 100 };

/** Who changed what, of the account and all of its keys. */
export function AccountActivity() {
  const [most, setMost] = useState(sizes.few);
  const trail = useTrail(most);
  const lines = trail.data?.items ?? [];
  return (
    <SettingsSection id="activity" title={t('activity')} help={t('hint')}>
      {trail.isPending && <Loading what={t('theActivity')} lines={3} />}
      {trail.isError && <ErrorMessage error={trail.error} onRetry={() => void trail.refetch()} />}
      {trail.data && lines.length === 0 && <p className="muted">{t('none')}</p>}
      {lines.length > 0 && (
        <ol className="trail">
          {lines.map((line) => (
            <TrailItem key={`${line.at} ${line.action} ${line.accessKey}`} of={line} />
          ))}
        </ol>
      )}
      {trail.data?.nextCursor != null && most === sizes.few && (
        <Button kind="quiet" onPress={() => setMost(sizes.many)}>
          {t('more')}
        </Button>
      )}
    </SettingsSection>
  );
}
