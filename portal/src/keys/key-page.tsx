import { useQuery } from '@tanstack/react-query';
import { Link, useLocation } from 'wouter';
import { useAccount } from '../api/account.ts';
import { getKey } from '../api/keys.ts';
import { ApiProblem } from '../api/problem.ts';
import type { Key } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { ending, exact } from '../time/format.ts';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { AccessKey, Expiry, StatusBadge, statusAt } from '../ui/key-facts.tsx';
import { Loading } from '../ui/loading.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { extendVerb } from './affected-keys.ts';
import type { KeyAction } from './key-action.ts';
import { KeyDialogs } from './key-dialogs.tsx';
import { useKeyAction } from './use-key-action.ts';
import './keys.css';

/** One key, the target of links in emails and the banner. */
export function KeyPage({ accessKey }: { accessKey: string }) {
  const account = useAccount();
  const [, navigate] = useLocation();
  const [action, setAction] = useKeyAction();
  const found = useQuery({
    queryKey: ['keys', accessKey],
    queryFn: async () => (await getKey(accessKey)).key,
  });
  const isMissing = found.error instanceof ApiProblem && found.error.code === 'key_not_found';
  return (
    <>
      <p className="back">
        <Link href="/keys">← All keys</Link>
      </p>
      <PageTitle title={found.data?.name ?? (isMissing ? 'Key not found' : 'Key')} />
      {found.isPending && <Loading what="the key" />}
      {isMissing && (
        <Callout kind="warn">
          <p>
            <strong>This key isn’t in your account.</strong> It was deleted, or it belongs to another account.
            You’re signed in as {account.email}.
          </p>
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

function KeyDetails({ of: key, onAction }: { of: Key; onAction: (action: KeyAction) => void }) {
  const { timeZone } = useAccount();
  const now = useNow();
  const status = statusAt(key, now);
  const keys = [key];
  return (
    <section className="card key-details" aria-label="Details">
      {status !== 'active' && (
        <Callout kind={status === 'expired' ? 'danger' : 'warn'}>
          <p>
            {status === 'expired'
              ? 'This key has expired, and calls with it are refused. Set a new date to restore it. The same secret works again.'
              : 'This key expires soon. Extend it to keep it working. Your programs need no changes.'}
          </p>
          <Button size="small" kind="primary" onPress={() => onAction({ kind: 'extend', keys })}>
            {status === 'expired' ? 'Restore' : 'Extend'}
          </Button>
        </Callout>
      )}
      <dl>
        <dt>Status</dt>
        <dd>
          <StatusBadge status={status} /> {key.default && <span className="tag">default</span>}
        </dd>
        <dt>Access key</dt>
        <dd>
          <AccessKey accessKey={key.accessKey} name={key.name} />
        </dd>
        <dt>Description</dt>
        <dd className="long-text">{key.description ?? <span className="muted">none</span>}</dd>
        <dt>{status === 'expired' ? 'Expired' : 'Expires'}</dt>
        <dd>
          <Expiry expiresAt={key.expiresAt} />
          {key.expiresAt && (
            <span className="muted">
              {' '}
              · {status === 'expired' ? 'worked' : 'works'} {ending(key.expiresAt, timeZone)}
            </span>
          )}
        </dd>
        <dt>Created</dt>
        <dd>{exact(key.createdAt, timeZone)}</dd>
        {key.lastUsedAt && (
          <>
            <dt>Last used</dt>
            <dd>{exact(key.lastUsedAt, timeZone)}</dd>
          </>
        )}
      </dl>
      <div className="actions">
        <Button kind="primary" onPress={() => onAction({ kind: 'edit', key })}>
          Edit
        </Button>
        <Button onPress={() => onAction({ kind: 'extend', keys })}>{`${extendVerb(keys, now)}…`}</Button>
        {status !== 'expired' && (
          <Button onPress={() => onAction({ kind: 'expire', keys })}>Expire now…</Button>
        )}
        <Button kind="danger" onPress={() => onAction({ kind: 'delete', keys })}>
          Delete…
        </Button>
      </div>
    </section>
  );
}
