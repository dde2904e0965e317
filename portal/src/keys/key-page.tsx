import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { Link, useLocation, useSearchParams } from 'wouter';
import { AccessTag } from '../access/access-tag.tsx';
import { useAccount } from '../api/account.ts';
import { getKey } from '../api/keys.ts';
import { ApiProblem } from '../api/problem.ts';
import type { Key, KeyUsage } from '../api/types.ts';
import { useKeyUsage } from '../api/usage.ts';
import { MoveButton } from '../dashboard/move-button.tsx';
import { rotationAt } from '../rotation/rotation-at.ts';
import { RotationTag } from '../rotation/rotation-tag.tsx';
import { SecretsCard } from '../rotation/secrets-card.tsx';
import { t as rotationText } from '../rotation/texts.ts';
import { commonText } from '../texts/common.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { ending } from '../time/format.ts';
import { now } from '../time/server-time.ts';
import { dayMs } from '../time/zoned.ts';
import { announce } from '../ui/announcer.tsx';
import { Button } from '../ui/button.tsx';
import { Callout } from '../ui/callout.tsx';
import { ErrorMessage } from '../ui/error-message.tsx';
import { AccessKey } from '../ui/key-facts.tsx';
import { Loading } from '../ui/loading.tsx';
import { PageTitle } from '../ui/page-title.tsx';
import { useIsSlow } from '../ui/still-waiting.tsx';
import { CallsCard } from '../use/calls-card.tsx';
import { countingStart } from '../use/counting-start.ts';
import type { KeyAction } from './key-action.ts';
import { KeyMenu } from './key-actions.tsx';
import { KeyActivity } from './key-activity.tsx';
import { isShort, KeyDetails, KeyEmails } from './key-details.tsx';
import { KeyDialogs } from './key-dialogs.tsx';
import { StatusPhrase } from './key-standing.tsx';
import { statusAt } from './key-status.ts';
import { t } from './texts.ts';
import { useKeyAction } from './use-key-action.ts';
import { VerdictCard } from './verdict-card.tsx';
import './key-page.css';

/** How long a key waits for what is known of its use. */
const patienceMs = 2_000;

/** How often an open page asks for the key. */
const refreshMs = 60_000;
const pendingMs = 15_000;

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
    // The first use of a new secret, which somebody may be waiting for.
    refetchInterval: ({ state }) => (state.data?.rotation?.state === 'pending' ? pendingMs : refreshMs),
  });
  const usage = useKeyUsage(accessKey);
  useExtendLink(found.data, setAction);
  const isMissing = found.error instanceof ApiProblem && found.error.code === 'key_not_found';
  // At once, as the verdict would push down what is below it; but use that fails to come holds up nothing.
  const isHeld = !useIsSlow(usage.isPending, patienceMs) && usage.isPending;
  const key = isMissing || isHeld ? undefined : withUse(found, usage);
  const from = usage.data?.lastUsedFrom ?? null;
  return (
    <>
      <div className="key-head">
        <nav aria-label={t('breadcrumb')} className="breadcrumb">
          <Link href="/keys">{commonText('apiControl')}</Link>
          {found.data && <bdi aria-current="page">{found.data.name}</bdi>}
        </nav>
        <PageTitle
          title={found.data?.name ?? t(isMissing ? 'notFound' : 'key')}
          beside={key && <KeyStanding of={key} />}
          intro={key && <KeyIntro of={key} />}
        >
          {key && <KeyButtons of={key} onAction={setAction} />}
        </PageTitle>
      </div>
      {(found.isPending || (isHeld && !found.isError)) && <Loading what={t('theKey')} lines={6} />}
      {isMissing && (
        <Callout kind="warn">
          <p>{rich(t('notYours'), { email: account.email })}</p>
        </Callout>
      )}
      {found.isError && !isMissing && (
        <ErrorMessage error={found.error} onRetry={() => void found.refetch()} />
      )}
      {key && (
        <>
          <VerdictCard of={key} from={from} onAction={setAction} />
          <div className="columns">
            <div className="stack">
              <KeyCalls of={key} usage={usage} />
              <SecretsCard of={key} onAction={setAction} />
              <KeyActivity of={key} />
            </div>
            <div className="stack">
              <KeyDetails of={key} from={from} onAction={setAction} />
              <KeyEmails of={key} />
            </div>
          </div>
        </>
      )}
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

/** A key with what is known of its use, by the later of two responses: a change asks for the key anew, time for its use. */
function withUse(
  found: { data: Key | undefined; dataUpdatedAt: number },
  usage: { data: KeyUsage | undefined; dataUpdatedAt: number },
): Key | undefined {
  if (found.data === undefined || usage.data === undefined || usage.dataUpdatedAt < found.dataUpdatedAt)
    return found.data;
  const { lastUsedAt, lastRefusedAt, use } = usage.data;
  return { ...found.data, lastUsedAt, lastRefusedAt, use };
}

function KeyStanding({ of: key }: { of: Key }) {
  return (
    <>
      <StatusPhrase of={key} />
      {key.default && <span className="tag">{t('default')}</span>}
      <AccessTag of={key} />
      <RotationTag of={key} />
    </>
  );
}

function KeyIntro({ of: key }: { of: Key }) {
  return (
    <span className="key-intro">
      <AccessKey accessKey={key.accessKey} name={key.name} />
      {isShort(key.description) && <span className="long-text">{key.description}</span>}
    </span>
  );
}

function KeyCalls({ of: key, usage }: { of: Key; usage: ReturnType<typeof useKeyUsage> }) {
  const since = countingStart([key], useNow(60_000));
  return (
    <CallsCard
      days={usage.data?.days}
      error={usage.error}
      onRetry={() => void usage.refetch()}
      {...(since !== undefined && { since })}
    />
  );
}

/** Without hurry, nothing is to be done: the other actions are in the menu. */
const hurryDays = 90;

function KeyButtons({ of: key, onAction }: { of: Key; onAction: (action: KeyAction) => void }) {
  const present = useNow();
  const isUrgent = key.expiresAt !== null && Date.parse(key.expiresAt) - present <= hurryDays * dayMs;
  return (
    <>
      {key.leakedAt && (
        <Button kind="primary" icon="rotate" onPress={() => onAction({ kind: 'rotate', key })}>
          {rotationText('bringBack')}
        </Button>
      )}
      {isUrgent && !key.leakedAt && (
        <MoveButton of={key} isExpired={statusAt(key, present) === 'expired'} kind="primary" />
      )}
      {statusAt(key, present) !== 'expired' && rotationAt(key, present) === null && (
        <Button icon="rotate" onPress={() => onAction({ kind: 'rotate', key })}>
          {rotationText('rotate')}
        </Button>
      )}
      <KeyMenu of={key} now={present} onAction={onAction} />
    </>
  );
}
