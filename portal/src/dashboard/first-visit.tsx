import { type ReactNode, useState } from 'react';
import { Link } from 'wouter';
import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { config } from '../config.ts';
import { CodeSample } from '../developers/code-sample.tsx';
import { sampleFor } from '../developers/samples.ts';
import { commonText } from '../texts/common.ts';
import { useNow } from '../time/clock.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { CopyButton } from '../ui/copy-button.tsx';
import { DialogButton } from '../ui/dialog-button.tsx';
import { Icon } from '../ui/icon.tsx';
import { Expiry, MaskedAccessKey, RelativeTime } from '../ui/key-facts.tsx';
import { Lifeline } from '../ui/lifeline.tsx';
import { loadOnce } from '../ui/load-once.ts';
import { describeLastUse } from '../use/describe-use.ts';
import { t } from './first-visit-texts.ts';
import { useFirstCall } from './use-first-call.ts';

const editDialog = loadOnce(async () => (await import('../keys/edit-key-dialog.tsx')).EditKeyDialog);

/** Three steps with the first key: its secret is saved, its first call, its name and date. */
export function FirstVisit({ of: key, onSkip }: { of: Key; onSkip: () => void }) {
  const [hasCopied, setCopied] = useState(false);
  const lastUsedAt = useFirstCall(key);
  const isCalled = lastUsedAt !== null;
  const { gatewayUrl } = config();
  const edit = (kind: 'primary' | 'plain') => (
    <DialogButton
      kind={kind}
      icon="pencil"
      part={editDialog}
      dialog={(EditKeyDialog, close) => <EditKeyDialog of={key} onClose={close} />}
    >
      {t('editFirst', { name: key.name })}
    </DialogButton>
  );
  return (
    <div className="columns">
      <section className="card" aria-label={t('steps')}>
        <ol className="card-content">
          <Step number={1} state="done" title={t('saveSecret')} help={t('saveSecretHelp')} />
          <Step
            number={2}
            state={isCalled ? 'done' : 'here'}
            title={t('firstCall')}
            help={t('firstCallHelp')}
          >
            <CodeSample form="bearer" />
            <div className="actions">
              <CopyButton
                kind={hasCopied || isCalled ? 'plain' : 'primary'}
                size="normal"
                text={sampleFor('bearer', 'curl', gatewayUrl)}
                what={t('command')}
                label={t('copyCommand')}
                onCopied={() => setCopied(true)}
              />
              <span role="status" className={isCalled ? 'first-call received' : 'first-call'}>
                {isCalled && <Icon name="check" />}
                {t(isCalled ? 'received' : 'waiting')}
              </span>
            </div>
          </Step>
          <Step
            number={3}
            state={isCalled ? 'here' : 'todo'}
            title={t('nameAndDate')}
            help={t('nameAndDateHelp')}
          >
            {edit(hasCopied || isCalled ? 'primary' : 'plain')}
          </Step>
        </ol>
        <footer>
          <span>{t(isCalled ? 'finishHelp' : 'skipHelp')}</span>
          <Button kind="quiet" onPress={onSkip}>
            {t(isCalled ? 'finish' : 'skip')}
          </Button>
        </footer>
      </section>
      <div className="stack">
        <FirstKey of={key} lastUsedAt={lastUsedAt} />
        <LifeOfAKey />
      </div>
    </div>
  );
}

function Step({
  number,
  state,
  title,
  help,
  children,
}: {
  number: number;
  state: 'done' | 'here' | 'todo';
  title: string;
  help: string;
  children?: ReactNode;
}) {
  return (
    <li className="step-row" aria-current={state === 'here' ? 'step' : undefined}>
      <span className={`step ${state}`} aria-hidden="true">
        {state === 'done' ? <Icon name="check" size={16} /> : number}
      </span>
      <div>
        <div>
          <h2 className="step-title">
            {title} {state === 'done' && <span className="visually-hidden">({t('stepDone')})</span>}
          </h2>
          <p className="muted">{help}</p>
        </div>
        {children}
      </div>
    </li>
  );
}

function FirstKey({ of: key, lastUsedAt }: { of: Key; lastUsedAt: string | null }) {
  const { timeZone } = useAccount();
  const now = useNow();
  return (
    <section className="card">
      <header>
        <h2 className="clamped">
          <bdi>{key.name}</bdi>
        </h2>
        <Badge status="active">{commonText('active')}</Badge>
      </header>
      <div className="card-content">
        <dl className="facts">
          <dt>{t('accessKey')}</dt>
          <dd>
            <MaskedAccessKey accessKey={key.accessKey} />{' '}
            <CopyButton text={key.accessKey} what={commonText('accessKeyOf', { name: key.name })} />
          </dd>
          <dt>{t('expires')}</dt>
          <dd>
            <Expiry expiresAt={key.expiresAt} />
          </dd>
          <dt>{t('lastUsed')}</dt>
          <dd>
            {lastUsedAt === null ? (
              <span className="muted">{t('notYet')}</span>
            ) : (
              describeLastUse(lastUsedAt, now, timeZone)
            )}
          </dd>
          <dt>{t('createdAt')}</dt>
          <dd>
            <RelativeTime at={key.createdAt} />
          </dd>
        </dl>
      </div>
      <footer>
        <Link href={`/keys/${key.accessKey}`}>{t('openKey')}</Link>
      </footer>
    </section>
  );
}

function LifeOfAKey() {
  const { noticeLeadDays } = useAccount();
  // A picture, to no scale: the longest warning comes first.
  const emails = noticeLeadDays.map((_, index) => ({
    at: 58 + (30 * index) / Math.max(1, noticeLeadDays.length - 1),
    ...(index === Math.floor(noticeLeadDays.length / 2) && {
      label: t('emails', { count: noticeLeadDays.length }),
    }),
  }));
  return (
    <section className="card">
      <header>
        <h2>{t('lifeOfAKey')}</h2>
      </header>
      <div className="card-content stack">
        <Lifeline
          label={t('lifeOfAKeyPicture')}
          now={{ at: 30, label: t('today') }}
          emails={emails}
          end={t('date')}
          state="active"
        />
        <p className="small muted">{t('lifeOfAKeyHelp')}</p>
      </div>
    </section>
  );
}
