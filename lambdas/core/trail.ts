import { formatAccessKey } from './access-key.ts';
import type { Account } from './account.ts';
import { addressPrefix } from './address-prefix.ts';
import { openCursor, sealCursor } from './cursor.ts';
import { formatInstant } from './instant.ts';
import { Problem } from './problem-catalogue.ts';
import { type Change, type ChangedFields, operatorFields, type TrailAction } from './trail-changes.ts';

/** How long the lines of a trail are kept. */
export const trailDays = 400;

/** The process that has given a line no outcome by then has died: its function ends sooner. */
const settledWithinMs = 60_000;

/**
 * Who changes something: the holder of the account in a sign-in, a key, the operator, the service itself, or a recipient
 * of notices who follows the link of a mail.
 */
export const actorKinds = ['holder', 'key', 'operator', 'system', 'recipient'] as const;

export interface Actor {
  kind: (typeof actorKinds)[number];
  /** The `sub` of a sign-in, an access key, or the ARN of an operator's role; null: there is none. */
  id: string | null;
}

/** Who asks for changes, and from which address; null: none is known. */
export interface Requester {
  actor: Actor;
  from: string | null;
}

/** The service itself. */
export const system: Requester = { actor: { kind: 'system', id: null }, from: null };

/**
 * Makes a change between a line and its outcome, on behalf of whoever asks for it.
 * @param isDone tells from the result whether it was made; absent: it was, unless a Problem was thrown
 */
export type RecordChange = <T>(
  what: Change,
  change: () => Promise<T>,
  isDone?: (result: T) => boolean,
) => Promise<T>;

/** Makes a change without a line. */
export const unrecorded: RecordChange = (_, change) => change();

/** A line of an account's trail: written before the change, and never altered. */
export interface TrailLine extends Change, Requester {
  /** Sorts by time. */
  id: string;
  at: Date;
}

export type TrailOutcome = 'done' | 'refused';

/** A line with what became of the change; null: nothing is known (yet). */
export interface TrailEntry {
  line: TrailLine;
  outcome: TrailOutcome | null;
}

/** A part of a trail, newest first. */
export interface TrailPage {
  entries: TrailEntry[];
  /** Where the next part begins; null: this is the last. */
  nextPosition: string | null;
}

/** Who reads a trail: a holder by a sign-in, or the operator. */
export type TrailReader = { kind: 'holder'; sub: string } | { kind: 'operator' };

/** A line as an API shows it; instants in RFC 3339, UTC. */
export interface TrailLineView {
  at: string;
  action: TrailAction;
  actor: Actor;
  from: string | null;
  accessKey: string | null;
  name: string | null;
  changes: ChangedFields;
  outcome: TrailOutcome | 'unknown' | null;
}

/**
 * The position in a trail that a cursor stands for; null: the beginning.
 * @param keyId the key that the trail is filtered by; null: none
 * @throws Problem `invalid_request` when the cursor was not handed out for this trail with this filter
 */
export function openTrailCursor(
  account: Account,
  keyId: string | null,
  cursor: string | null,
): string | null {
  if (cursor === null) return null;
  const position = openCursor(scopeOf(account, keyId), cursor);
  if (position !== null) return position;
  const detail = 'must be a nextCursor of this list, with the same accessKey';
  throw new Problem('invalid_request', { errors: [{ field: 'cursor', detail }] });
}

export function viewTrailPage(
  account: Account,
  keyId: string | null,
  { entries, nextPosition }: TrailPage,
  reader: TrailReader,
  now: Date,
): { items: TrailLineView[]; nextCursor: string | null } {
  return {
    items: entries.map((entry) => viewTrailEntry(entry, reader, now)),
    nextCursor: nextPosition === null ? null : sealCursor(scopeOf(account, keyId), nextPosition),
  };
}

/** Shows of who did it what the reader may know. */
export function viewTrailEntry({ line, outcome }: TrailEntry, reader: TrailReader, now: Date): TrailLineView {
  const { at, action, accountId, key } = line;
  const isLost = outcome === null && now.getTime() - at.getTime() >= settledWithinMs;
  return {
    at: formatInstant(at),
    action,
    ...viewRequester(line, reader),
    accessKey: key && formatAccessKey({ accountId, keyId: key.keyId }),
    name: key?.name ?? null,
    changes: viewChanges(line, reader),
    outcome: isLost ? 'unknown' : outcome,
  };
}

/** The whole address is only for the sign-in that it belongs to; holders don't learn who the operator is. */
function viewRequester({ actor, from }: Requester, reader: TrailReader): Requester {
  const isHidden = reader.kind === 'holder' && (actor.kind === 'operator' || actor.kind === 'system');
  if (isHidden) return { actor: { kind: actor.kind, id: null }, from: null };
  const isOwn = reader.kind === 'holder' && actor.kind === 'holder' && actor.id === reader.sub;
  return { actor, from: isOwn ? from : from && addressPrefix(from) };
}

/** Holders don't learn the operator's reasons. */
function viewChanges({ changes }: TrailLine, reader: TrailReader): ChangedFields {
  if (reader.kind === 'operator') return changes;
  return Object.fromEntries(Object.entries(changes).filter(([name]) => !operatorFields.includes(name)));
}

function scopeOf({ accountId, signingSecret }: Account, keyId: string | null) {
  return { accountId, list: `trail:${keyId ?? ''}`, signingSecret };
}
