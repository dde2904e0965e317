import type { Key, SentNotice } from '../api/types.ts';

/** Something that happened to the account's keys. */
export type Event =
  | { readonly kind: 'created' | 'expired'; readonly at: string; readonly keys: readonly Subject[] }
  | {
      readonly kind: 'emailed';
      readonly at: string;
      readonly keys: readonly Subject[];
      readonly about: 'expired' | 'expiring' | 'rotation';
      readonly isDelivered: boolean;
    };

interface Subject {
  readonly accessKey: string;
  readonly name: string;
}

/** The latest events, newest first: what keys tell of themselves, and what was mailed about them. */
export function recentEvents(
  keys: readonly Key[],
  sent: readonly SentNotice[],
  now: number,
  most: number,
): Event[] {
  const events: Event[] = [
    ...keys.map((key) => ({ kind: 'created' as const, at: key.createdAt, keys: [key] })),
    ...keys
      .filter(({ expiresAt }) => expiresAt !== null && Date.parse(expiresAt) <= now)
      .map((key) => ({ kind: 'expired' as const, at: key.expiresAt ?? '', keys: [key] })),
    ...sent.map(
      (notice): Event => ({
        kind: 'emailed',
        at: notice.at,
        keys: [notice],
        about: notice.kind === 'expired' || notice.kind === 'expiring' ? notice.kind : 'rotation',
        isDelivered: notice.delivered,
      }),
    ),
  ];
  const sorted = events.toSorted((left, right) => Date.parse(right.at) - Date.parse(left.at));
  return gather(sorted).slice(0, most);
}

/** What happened at the same time in the same way is one event: an email about several keys, keys made by a script. */
function gather(events: readonly Event[]): Event[] {
  const gathered: Event[] = [];
  for (const event of events) {
    const before = gathered.at(-1);
    if (before !== undefined && isSame(before, event))
      gathered[gathered.length - 1] = { ...before, keys: [...before.keys, ...event.keys] };
    else gathered.push(event);
  }
  return gathered;
}

function isSame(one: Event, other: Event): boolean {
  if (one.kind !== other.kind || Math.abs(Date.parse(one.at) - Date.parse(other.at)) > 60_000) return false;
  if (one.kind !== 'emailed' || other.kind !== 'emailed') return true;
  return one.about === other.about && one.isDelivered === other.isDelivered;
}
