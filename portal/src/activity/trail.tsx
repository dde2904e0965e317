import { Link } from 'wouter';
import { useAccount } from '../api/account.ts';
import type { TrailLine } from '../api/types.ts';
import { rich } from '../texts/rich.tsx';
import { Icon, type IconName } from '../ui/icon.tsx';
import { RelativeTime } from '../ui/key-facts.tsx';
import { describeActor, describeChanges } from './describe-line.ts';
import { t } from './texts.ts';

/** Lines of the trail: what was done, who did it, and what it changed. */
export function TrailItem({ of: line }: { of: TrailLine }) {
  const { timeZone } = useAccount();
  const { action, outcome } = line;
  return (
    <li className="event">
      <span className="trail-dot">
        <Icon name={iconOf(line)} size={14} />
      </span>
      <div className="trail-text">
        <p>{rich(t(action), { name: <Name of={line} /> })}</p>
        {describeChanges(line, timeZone).map((text) => (
          <p key={text} className="hint long-text">
            <bdi>{text}</bdi>
          </p>
        ))}
        {(outcome === 'refused' || outcome === 'unknown') && <p className="trail-failed">{t(outcome)}</p>}
        <p className="hint">{describeActor(line)}</p>
      </div>
      <span className="trail-time">
        <RelativeTime at={line.at} />
      </span>
    </li>
  );
}

/** A key of a line that deletes it leads nowhere. */
function Name({ of: { accessKey, name, action } }: { of: TrailLine }) {
  if (accessKey === null || name === null) return null;
  if (action === 'delete_key') return <bdi className="long-text">{name}</bdi>;
  return (
    <Link href={`/keys/${accessKey}`} className="plain-link long-text">
      <bdi>{name}</bdi>
    </Link>
  );
}

function iconOf({ action, outcome }: TrailLine): IconName {
  if (outcome === 'refused' || outcome === 'unknown') return 'alert';
  if (/recipient|email|delivery/.test(action)) return 'mail';
  if (/rotat|overlap/.test(action)) return 'key';
  const icons: Partial<Record<TrailLine['action'], IconName>> = {
    create_account: 'plus',
    create_key: 'plus',
    expire_key: 'clock',
    delete_key: 'trash',
  };
  return icons[action] ?? 'pencil';
}
