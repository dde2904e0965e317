import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { useNow } from '../time/clock.ts';
import { describeRotation } from './describe-rotation.ts';
import { t } from './texts.ts';

/**
 * Marks a key with two secrets; on hover, and for screen readers, what becomes of them.
 * @param isBrief where a line says that
 */
export function RotationTag({ of: key, isBrief = false }: { of: Pick<Key, 'rotation'>; isBrief?: boolean }) {
  const { timeZone } = useAccount();
  const described = describeRotation(key, useNow(), timeZone);
  if (described === undefined) return null;
  if (isBrief) return <span className="tag">{t('rotating')}</span>;
  return (
    <span className="tag" title={described.sentence}>
      {described.tag}
      <span className="visually-hidden"> ({described.sentence})</span>
    </span>
  );
}

/** The same as a line of a card. */
export function RotationLine({ of: key }: { of: Pick<Key, 'rotation'> }) {
  const { timeZone } = useAccount();
  const described = describeRotation(key, useNow(), timeZone);
  return described && <p className="muted">{described.sentence}</p>;
}
