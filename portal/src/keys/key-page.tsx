import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { useAccount } from '../api/account.ts';
import { getKey } from '../api/keys.ts';
import { ApiProblem } from '../api/problem.ts';
import type { Key } from '../api/types.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { ending, exact } from '../time/format.ts';
import { now } from '../time/server-time.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { AccessKey, Expiry, StatusBadge } from '../ui/key-facts.tsx';
import { Loading } from '../ui/loading.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { extendVerb } from './affected-keys.ts';
import type { KeyAction } from './key-action.ts';
import { KeyDialogs } from './key-dialogs.tsx';
import { statusAt } from './key-status.ts';
import { t } from './texts.ts';
import { useKeyAction } from './use-key-action.ts';
import './keys.css';

/** One key, the target of links in emails and the banner. */
export function KeyPage({ accessKey: named }: { accessKey: string }) {
  const account = useAccount();
  // Links in emails have only the half that names the key within the account.
  const accessKey = named.length === account.accountId.length ? account.accountId + named : named;
  const [, navigate] = useLocation();
  const [action, setAction] = useKeyAction();
  const found = useQuery({
    queryKey: ['keys', accessKey],
    queryFn: async () => (await getKey(accessKey)).key,
  });
  useExtendLink(found.data, setAction);
  const isMissing = found.error instanceof ApiProblem && found.error.code === 'key_not_found';
  return (
    <>
      <p className="back">
        <Link href="/keys">{t('allKeys')}</Link>
      </p>
      <PageTitle title={found.data?.name ?? t(isMissing ? 'notFound' : 'key')} />
      {found.isPending && <Loading what={t('theKey')} />}
      {isMissing && (
        <Callout kind="warn">
          <p>{rich(t('notYours'), { email: account.email })}</p>
        </Callout>
      )}
      {found.isError && !isMissing && (
        <ErrorMessage error={found.error} onRetry={() => void found.refetch()} />
      )}
      {found.data && !isMissing && <KeyDetails of={found.data} onAction={setAction} />}
      <KeyDialogs action={action} onAction={setAction} onDeleted={() => navigate('/keys')} />
    </>
  );
}

/** A link of an email opens what it is about: the dialog to restore or extend the key, if that is still needed. */
function useExtendLink(key: Key | undefined, onAction: (action: KeyAction) => void): void {
  const { timeZone } = useAccount();
  const [path, navigate] = useLocation();
  const isAsked = useSearchParams()[0].has('extend');
  useEffect(() => {
    if (!isAsked || key === undefined) return;
    // Neither a reload nor going back opens it again.
    navigate(path, { replace: true });
    if (statusAt(key, now()) !== 'active') onAction({ kind: 'extend', keys: [key] });
    else if (key.expiresAt === null) announce(t('neverExpires', { name: key.name }));
    else announce(t('alreadyWorks', { name: key.name, ending: ending(key.expiresAt, timeZone) }));
  });
}

function KeyDetails({ of: key, onAction }: { of: Key; onAction: (action: KeyAction) => void }) {
  const { timeZone } = useAccount();
  const now = useNow();
  const status = statusAt(key, now);
  const keys = [key];
  return (
    <section className="card key-details" aria-label={t('details')}>
      {status !== 'active' && (
        <Callout kind={status === 'expired' ? 'danger' : 'warn'}>
          <p>{t(status === 'expired' ? 'hasExpired' : 'expiresSoon')}</p>
          <Button size="small" kind="primary" onPress={() => onAction({ kind: 'extend', keys })}>
            {t(status === 'expired' ? 'restore' : 'extend')}
          </Button>
        </Callout>
      )}
      <dl>
        <dt>{t('status')}</dt>
        <dd>
          <StatusBadge status={status} /> {key.default && <span className="tag">{t('default')}</span>}
        </dd>
        <dt>{t('accessKey')}</dt>
        <dd>
          <AccessKey accessKey={key.accessKey} name={key.name} />
        </dd>
        <dt>{t('description')}</dt>
        <dd className="long-text" dir="auto">
          {key.description ?? <span className="muted">{t('none')}</span>}
        </dd>
        <dt>{t(status === 'expired' ? 'expired' : 'expires')}</dt>
        <dd>
          <Expiry expiresAt={key.expiresAt} />
          {key.expiresAt && (
            <span className="muted">
              {' '}
              · {t(status === 'expired' ? 'worked' : 'works', { ending: ending(key.expiresAt, timeZone) })}
            </span>
          )}
        </dd>
        <dt>{t('created')}</dt>
        <dd>{exact(key.createdAt, timeZone)}</dd>
        {key.lastUsedAt && (
          <>
            <dt>{t('lastUsed')}</dt>
            <dd>{exact(key.lastUsedAt, timeZone)}</dd>
          </>
        )}
      </dl>
      <div className="actions">
        <Button kind="primary" onPress={() => onAction({ kind: 'edit', key })}>
          {t('edit')}
        </Button>
        <Button onPress={() => onAction({ kind: 'extend', keys })}>
          {t('opensDialog', { action: t(extendVerb(keys, now)) })}
        </Button>
        {status !== 'expired' && (
          <Button onPress={() => onAction({ kind: 'expire', keys })}>
            {t('opensDialog', { action: t('expireNow') })}
          </Button>
        )}
        <Button kind="danger" onPress={() => onAction({ kind: 'delete', keys })}>
          {t('opensDialog', { action: t('delete') })}
        </Button>
      </div>
    </section>
  );
}
