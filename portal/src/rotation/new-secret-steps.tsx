import type { Rotation } from '../api/types.ts';
import { duration } from '../time/format.ts';
import { t } from './texts.ts';
import './rotation-dialogs.css';

/** What is to be done with a new secret, and what becomes of the old one. */
export function NewSecretSteps({ of: { overlapSeconds } }: { of: Pick<Rotation, 'overlapSeconds'> }) {
  return (
    <section>
      <h3>{t('next')}</h3>
      <ol className="rotation-steps muted">
        <li>{t('nextDeploy')}</li>
        <li>{t('nextSeen')}</li>
        <li>
          {overlapSeconds === 0 ? t('nextEndsAtOnce') : t('nextEnds', { time: duration(overlapSeconds) })}
        </li>
      </ol>
    </section>
  );
}
