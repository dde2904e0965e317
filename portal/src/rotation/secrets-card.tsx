import type { ReactNode } from 'react';
import { useAccount } from '../api/account.ts';
import type { Key, Rotation } from '../api/types.ts';
import type { KeyAction } from '../keys/key-action.ts';
import { statusAt } from '../keys/key-status.ts';
import { useNow } from '../time/clock.ts';
import { duration, ending, exact } from '../time/format.ts';
import { Badge } from '../ui/badge.tsx';
import { Button } from '../ui/button.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { describeLastUse } from '../use/describe-use.ts';
import { describeOldUse } from './describe-rotation.ts';
import { OverlapLeft } from './overlap-bar.tsx';
import { isOverlap, type Overlap, oldSecretUse, rotationAt } from './rotation-at.ts';
import { t } from './texts.ts';
import './secrets-card.css';

interface SecretsProps {
  readonly of: Key;
  readonly onAction: (action: KeyAction) => void;
}

/** The secrets of a key that work: what each is, who uses it, until when; and the way to change them. */
export function SecretsCard({ of: key, onAction }: SecretsProps) {
  const now = useNow();
  const rotation = rotationAt(key, now);
  const isExpired = statusAt(key, now) === 'expired';
  return (
    <section className="card secrets-card" aria-label={t('secretsOf', { name: key.name })}>
      <header>
        <h2>{t('secrets')}</h2>
        {rotation && <span className="tag">{t('rotating')}</span>}
      </header>
      <ul className="card-content">
        {rotation === null ? (
          <SecretRow icon="key" name={t('theSecret')}>
            {t(key.leakedAt === null ? 'onlySecret' : 'leakedSecret')}
          </SecretRow>
        ) : isOverlap(rotation) ? (
          <OverlapRows of={key} overlap={rotation} />
        ) : (
          <PendingRows rotation={rotation} />
        )}
      </ul>
      <footer>
        <span>{helpFor(key, rotation, isExpired)}</span>
        {rotation === null ? (
          <Button
            size="small"
            icon="rotate"
            isDisabled={isExpired && key.leakedAt === null}
            onPress={() => onAction({ kind: 'rotate', key })}
          >
            {t(key.leakedAt === null ? 'rotate' : 'bringBack')}
          </Button>
        ) : (
          <span className="actions">
            <Button size="small" onPress={() => onAction({ kind: 'cancel-rotation', key })}>
              {t('cancelRotation')}
            </Button>
            <Button size="small" onPress={() => onAction({ kind: 'finish-rotation', key })}>
              {t(isOverlap(rotation) ? 'endOld' : 'endCurrent')}
            </Button>
          </span>
        )}
      </footer>
    </section>
  );
}

function helpFor(key: Key, rotation: Rotation | null, isExpired: boolean): string {
  if (key.leakedAt !== null) return t('bringBackHelp');
  if (isExpired) return t('restoreFirst');
  if (rotation === null) return t('howRotation');
  return t(isOverlap(rotation) ? 'bothWorkUntil' : 'bothWork');
}

function PendingRows({ rotation }: { rotation: Rotation }) {
  const { timeZone } = useAccount();
  const now = useNow();
  const { newSecretLastUsedAt, oldSecretLastUsedAt, overlapSeconds, startedAt } = rotation;
  return (
    <>
      <SecretRow
        icon="key"
        name={t('newSecret')}
        state={<Badge status="quiet">{t(newSecretLastUsedAt === null ? 'notUsedYet' : 'onlyTested')}</Badge>}
      >
        {t('createdAt', { instant: exact(startedAt, timeZone) })}
      </SecretRow>
      <SecretRow icon="clock" name={t('currentSecret')}>
        {overlapSeconds === 0
          ? t('currentEndsAtOnce')
          : t('currentGoesOn', { time: duration(overlapSeconds) })}{' '}
        {oldSecretLastUsedAt === null
          ? t('noCallKnown')
          : t('lastCall', { when: describeLastUse(oldSecretLastUsedAt, now, timeZone) })}
      </SecretRow>
    </>
  );
}

function OverlapRows({ of: key, overlap }: { of: Key; overlap: Overlap }) {
  const { timeZone } = useAccount();
  const now = useNow();
  const { newSecretLastUsedAt, oldSecretEndsAt, startedAt } = overlap;
  const isUsed = oldSecretUse(overlap, key.use, now).kind === 'used';
  return (
    <>
      <SecretRow icon="key" name={t('newSecret')} state={<Badge status="active">{t('inUse')}</Badge>}>
        {t('createdAt', { instant: exact(startedAt, timeZone) })}{' '}
        {newSecretLastUsedAt && t('lastCall', { when: describeLastUse(newSecretLastUsedAt, now, timeZone) })}
      </SecretRow>
      <SecretRow icon="clock" name={t('oldSecret')} state={<OverlapLeft of={overlap} />}>
        {t('endsByItself', { until: ending(oldSecretEndsAt, timeZone) })}{' '}
        <span className={isUsed ? 'warn-text' : undefined}>
          {describeOldUse(overlap, key.use, now, timeZone)}
        </span>
      </SecretRow>
    </>
  );
}

function SecretRow({
  icon,
  name,
  state,
  children,
}: {
  icon: IconName;
  name: string;
  state?: ReactNode;
  children: ReactNode;
}) {
  return (
    <li className="secret-row">
      <span className="secret-mark">
        <Icon name={icon} />
      </span>
      <div>
        <h3>{name}</h3>
        <p className="muted small">{children}</p>
      </div>
      {state}
    </li>
  );
}
