import { useAccount } from '../api/account.ts';
import type { Rotation } from '../api/types.ts';
import { rich } from '../texts/rich.tsx';
import { useNow } from '../time/clock.ts';
import { ending, exact } from '../time/format.ts';
import { Callout } from '../ui/callout.tsx';
import { describeLastUse } from '../use/describe-use.ts';
import { isOverlap } from './rotation-at.ts';
import { t } from './texts.ts';

/** Which secret another rotation would end, and when it was last used. */
export function UnderWayNotice({ rotation }: { rotation: Rotation }) {
  const { timeZone } = useAccount();
  const now = useNow();
  const usedAt = isOverlap(rotation) ? rotation.oldSecretLastUsedAt : rotation.newSecretLastUsedAt;
  return (
    <Callout kind="warn">
      <p>
        {rich(t('underWay'))}{' '}
        {isOverlap(rotation)
          ? t('oldWouldEnd', { until: ending(rotation.oldSecretEndsAt, timeZone) })
          : t('newWouldEnd', { when: exact(rotation.startedAt, timeZone) })}{' '}
        {usedAt === null
          ? t('noCallKnown')
          : t('lastCallOf', { when: describeLastUse(usedAt, now, timeZone) })}
      </p>
      <p>{t('finishFirst')}</p>
    </Callout>
  );
}
