import type { Key } from '../api/types.ts';
import { ending, relative } from '../time/format.ts';
import { describeLastUse } from '../use/describe-use.ts';
import { isOverlap, type Overlap, oldSecretUse, rotationAt, timeLeft } from './rotation-at.ts';
import { t } from './texts.ts';

/** Where a key's rotation stands: a word or two for a tag, and a sentence. Undefined without one. */
export function describeRotation(
  key: Pick<Key, 'rotation'>,
  now: number,
  timeZone: string,
): { readonly tag: string; readonly sentence: string } | undefined {
  const rotation = rotationAt(key, now);
  if (rotation === null) return undefined;
  if (!isOverlap(rotation)) return { tag: t('rotating'), sentence: t('pendingShort') };
  const left = timeLeft(rotation, now);
  const until = ending(rotation.oldSecretEndsAt, timeZone);
  return { tag: t('rotatingLeft', { left }), sentence: t('overlapShort', { until, left }) };
}

/** Who still uses the old secret, as far as that is known. */
export function describeOldUse(overlap: Overlap, use: Key['use'], now: number, timeZone: string): string {
  const known = oldSecretUse(overlap, use, now);
  if (known.kind === 'used') return t('stillUsed', { when: describeLastUse(known.at, now, timeZone) });
  if (known.kind === 'unknown') return t('notKnown');
  const since = t('idleSince', { when: relative(new Date(known.since).toISOString(), now) });
  return known.isBrief ? `${since} ${t('idleBriefly')}` : since;
}
