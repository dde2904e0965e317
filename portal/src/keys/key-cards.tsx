import { AccessKey, Expiry, StatusBadge } from '../ui/key-facts.tsx';
import { KeyActions } from './key-actions.tsx';
import { statusAt } from './key-status.ts';
import { type KeyListProps, KeyName, SelectAllBox, SelectBox } from './keys-table.tsx';
import { t } from './texts.ts';

/** The keys as cards, where a table does not fit. */
export function KeyCards({ keys, view, now, onAction }: KeyListProps) {
  return (
    <>
      {keys.length > 1 && <SelectAllBox keys={keys} view={view} isNamed />}
      <ul className="key-cards" aria-label={t('keys')}>
        {keys.map((key) => (
          <li key={key.accessKey} className="card">
            <div className="card-head">
              <SelectBox keyToSelect={key} view={view} />
              <strong>
                <KeyName of={key} />
              </strong>
              <StatusBadge status={statusAt(key, now)} />
            </div>
            {key.description && (
              <p className="muted clamped">
                <bdi>{key.description}</bdi>
              </p>
            )}
            <AccessKey accessKey={key.accessKey} name={key.name} />
            <div className="card-foot">
              <span>
                {t(statusAt(key, now) === 'expired' ? 'expired' : 'expires')}{' '}
                <Expiry expiresAt={key.expiresAt} />
              </span>
              <KeyActions of={key} now={now} onAction={onAction} />
            </div>
          </li>
        ))}
      </ul>
    </>
  );
}
