import { Link } from 'wouter';
import { AccessFacts } from '../access/access-facts.tsx';
import { useAccount, useNoticeLog } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { ending, exact, lastDayOf } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { Icon } from '../ui/icon.tsx';
import type { KeyAction } from './key-action.ts';
import { emailsOf } from './key-emails.ts';
import { t as page } from './key-page-texts.ts';
import { statusAt } from './key-status.ts';
import { t } from './texts.ts';

/**
 * What is known of a key, and the way to change it.
 * @param from the network of its last call
 */
export function KeyDetails({
  of: key,
  from,
  onAction,
}: {
  of: Key;
  from: string | null;
  onAction: (action: KeyAction) => void;
}) {
  const { timeZone } = useAccount();
  const status = statusAt(key, useNow());
  const { expiresAt } = key;
  return (
    <section className="card" aria-label={t('details')}>
      <header>
        <h2>{t('details')}</h2>
        <Button size="small" kind="quiet" icon="pencil" onPress={() => onAction({ kind: 'edit', key })}>
          {t('edit')}
        </Button>
      </header>
      <dl className="card-content facts">
        <dt>{t('status')}</dt>
        <dd>{commonText(status)}</dd>
        <dt>{t(status === 'expired' ? 'expired' : 'expires')}</dt>
        <dd>
          {expiresAt === null ? (
            t('never')
          ) : (
            <>
              {lastDayOf(expiresAt, timeZone)}
              <span className="small muted">
                {t(status === 'expired' ? 'worked' : 'works', { ending: ending(expiresAt, timeZone) })}
              </span>
            </>
          )}
        </dd>
        <dt>{t('created')}</dt>
        <dd>{exact(key.createdAt, timeZone)}</dd>
        <dt>{t('rotatesItself')}</dt>
        <dd>{t(key.selfRotation ? 'allowed' : 'notAllowed')}</dd>
        <AccessFacts of={key} />
        <dt>{page('lastUsed')}</dt>
        <dd>
          {key.lastUsedAt ? (
            exact(key.lastUsedAt, timeZone)
          ) : (
            <span className="muted">{page(isNeverUsed(key) ? 'neverUsed' : 'notKnown')}</span>
          )}
          {from && (
            <span className="small muted">
              {rich(page('lastUsedFrom'), { network: <code>{from}</code> })}
            </span>
          )}
        </dd>
        {key.lastRefusedAt && (
          <>
            <dt>{page('lastRefused')}</dt>
            <dd>{exact(key.lastRefusedAt, timeZone)}</dd>
          </>
        )}
        {key.description && !isShort(key.description) && (
          <>
            <dt>{t('description')}</dt>
            <dd className="long-text">{key.description}</dd>
          </>
        )}
      </dl>
    </section>
  );
}

/** A short description stands below the name; a long one would push down what the page is for. */
export function isShort(description: string | null): boolean {
  return description !== null && description.length <= 120;
}

/** Watched from the day it was made, without a call. */
function isNeverUsed({ use, createdAt }: Key): boolean {
  if (use.verdict === 'unused') return true;
  return (
    use.verdict === 'still_called' && use.since !== null && Date.parse(use.since) <= Date.parse(createdAt)
  );
}

/** The emails about a key's expiry, sent and to come; nothing for a key that never expires. */
export function KeyEmails({ of: key }: { of: Key }) {
  const account = useAccount();
  const now = useNow(60_000);
  const emails = emailsOf(key, account, useNoticeLog().data ?? [], now);
  if (emails.length === 0) return null;
  const others = account.noticeEmails.filter(({ confirmed }) => confirmed).length;
  return (
    <section className="card" aria-label={t('emails')}>
      <header>
        <h2>{t('emails')}</h2>
        <Link href="/settings">{commonText('settings')}</Link>
      </header>
      <ul className="card-content key-emails">
        {emails.map(({ at, leadDays, isSent }) => (
          <li key={`${leadDays} ${at}`} className={isSent ? 'sent' : undefined}>
            <Icon name={isSent ? 'check' : 'clock'} size={14} />
            <span>{lastDayOf(new Date(at), account.timeZone)}</span>
            <span className="muted">
              {leadDays === 0 ? t('expired') : t('daysBefore', { count: leadDays })}
            </span>
            <span className="small muted">{t(isSent ? 'sent' : 'scheduled')}</span>
          </li>
        ))}
      </ul>
      <footer>
        <span>{t('emailsTo', { email: account.email, count: others })}</span>
      </footer>
    </section>
  );
}
