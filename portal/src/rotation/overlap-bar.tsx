import { useNow } from '../time/clock.ts';
import { type Overlap, overlapPassed, timeLeft } from './rotation-at.ts';
import { t } from './texts.ts';

/** How long an old secret still works, in words and as a bar that runs out. */
export function OverlapLeft({ of: overlap }: { of: Overlap }) {
  const now = useNow();
  return (
    <span className="overlap-left">
      <b>{t('timeLeft', { left: timeLeft(overlap, now) })}</b>
      <svg aria-hidden="true">
        <rect className="track" width="100%" height="4" rx="2" />
        <rect className="left" width={`${100 - 100 * overlapPassed(overlap, now)}%`} height="4" rx="2" />
      </svg>
    </span>
  );
}
