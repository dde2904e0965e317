import { useAccount } from '../api/account.ts';
import { commonText } from '../texts/common.ts';
import { useNow } from '../time/clock.ts';
import { ending, exact, relative } from '../time/format.ts';
import { CopyButton } from './copy-button.tsx';

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

/** Enough of the public half to recognize a key by; a screen reader spells it out. */
export function MaskedAccessKey({ accessKey }: { accessKey: string }) {
  return (
    <code className="masked" title={accessKey}>
      {accessKey.slice(0, 4)}…{accessKey.slice(-4)}
    </code>
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
