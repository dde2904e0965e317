import { t as access } from '../access/texts.ts';
import { useAccount } from '../api/account.ts';
import type { Key } from '../api/types.ts';
import { rich } from '../texts/rich.tsx';
import { ending } from '../time/format.ts';
import { Callout } from '../ui/callout.tsx';
import { t } from './texts.ts';

/** Shows what somebody else changed in a key while it was being edited here. */
export function ConflictNotice({ before, after }: { before: Key; after: Key }) {
  const { timeZone } = useAccount();
  const date = (value: string | null) => (value === null ? t('never') : ending(value, timeZone));
  const allowed = ({ selfRotation }: Key) => t(selfRotation ? 'allowed' : 'notAllowed');
  const changes = [
    { label: t('name'), from: before.name, to: after.name },
    { label: t('description'), from: before.description ?? t('none'), to: after.description ?? t('none') },
    { label: t('expires'), from: date(before.expiresAt), to: date(after.expiresAt) },
    { label: t('rotatesItself'), from: allowed(before), to: allowed(after) },
    { label: access('fact'), from: access(before.access), to: access(after.access) },
  ].filter(({ from, to }) => from !== to);
  return (
    <div role="alert">
      <Callout kind="warn">
        <p>{rich(t('changedSince'))}</p>
        <ul>
          {changes.map(({ label, from, to }) => (
            <li key={label}>
              {rich(t('changedTo'), {
                label,
                before: (
                  <del>
                    <bdi>{from}</bdi>
                  </del>
                ),
                after: (
                  <ins>
                    <bdi>{to}</bdi>
                  </ins>
                ),
              })}
            </li>
          ))}
          {changes.length === 0 && <li>{t('nothingChanged')}</li>}
        </ul>
      </Callout>
    </div>
  );
}
