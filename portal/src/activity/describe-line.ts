import type { TrailLine } from '../api/types.ts';
import { ending } from '../time/format.ts';
import { t } from './texts.ts';

/** Fields whose values say something to people; those of secrets are told by the action itself. */
const shownFields = [
  'name',
  'description',
  'expiresAt',
  'timeZone',
  'noticeLeadDays',
  'noticeEmails',
  'leadTimeMails',
  'email',
  'confirmed',
  'selfRotation',
  'access',
] as const;
type ShownField = (typeof shownFields)[number];

/** Of what is new or deleted, the action tells enough. */
const isTold = ({ action }: TrailLine) => /^(create|delete|expire)_/.test(action);

/** The fields that a line changes, each in one short text. */
export function describeChanges(line: TrailLine, timeZone: string): string[] {
  if (isTold(line)) return [];
  return shownFields.flatMap((field) => {
    const change = line.changes[field];
    if (change === undefined) return [];
    const [before, after] = [change.before, change.after].map((value) => word(field, value, timeZone));
    return [t('changed', { field: t(field), before: before ?? '', after: after ?? '' })];
  });
}

/** Who did it, and from where. */
export function describeActor({ actor, from }: TrailLine): string {
  const who = nameOf(actor, from);
  return from === null ? who : t('byFrom', { who, from });
}

function nameOf({ kind, id }: TrailLine['actor'], from: string | null): string {
  // The whole address is told only to the sign-in that it belongs to; others get its network.
  if (kind === 'holder') return t(from !== null && !from.includes('/') ? 'you' : 'holder');
  if (kind === 'key') return t('key', { key: id === null ? '' : `${id.slice(0, 4)}…${id.slice(-4)}` });
  return t(kind);
}

function word(field: ShownField, value: TrailLine['changes'][string]['after'], timeZone: string): string {
  if (value === null || value === '' || (Array.isArray(value) && value.length === 0)) return t('empty');
  if (typeof value === 'boolean') return t(value ? 'on' : 'off');
  if (field === 'expiresAt' && typeof value === 'string') return ending(value, timeZone);
  return Array.isArray(value) ? value.join(', ') : `${value}`;
}
