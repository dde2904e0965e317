import { useAccount } from '../api/account.ts';
import type { Key, KeyStatus } from '../api/types.ts';
import { commonText } from '../texts/common.ts';
import { useNow } from '../time/clock.ts';
import { ending, exact, relative } from '../time/format.ts';
import { CopyButton } from './copy-button.tsx';

/** The status of a key right now: it may have expired since the response that listed it. */
export function statusAt(key: Key, now: number): KeyStatus {
  return key.expiresAt !== null && Date.parse(key.expiresAt) <= now ? 'expired' : key.status;
}

export function StatusBadge({ status }: { status: KeyStatus }) {
  return <span className={`badge ${status}`}>{commonText(status)}</span>;
}

/** An instant relative to now; exact on hover and for screen readers. */
export function RelativeTime({ at, whole = exact }: { at: string; whole?: typeof exact }) {
  const { timeZone } = useAccount();
  const now = useNow();
  const text = whole(at, timeZone);
  return (
    <time dateTime={at} title={text}>
      {relative(at, now)}
      <span className="visually-hidden"> ({text})</span>
    </time>
  );
}

export function Expiry({ expiresAt }: { expiresAt: string | null }) {
  return expiresAt === null ? (
    <span className="muted">{commonText('never')}</span>
  ) : (
    <RelativeTime at={expiresAt} whole={ending} />
  );
}

/** The public half of a key. */
export function AccessKey({ accessKey, name }: { accessKey: string; name: string }) {
  return (
    <span className="access-key">
      <code>{accessKey}</code>
      <CopyButton text={accessKey} what={commonText('accessKeyOf', { name })} />
    </span>
  );
}
