import { createHmac, timingSafeEqual } from 'node:crypto';
import { compareNewestFirst, type Key, type KeyStatus } from './key.ts';

/** Where the next page begins: after the key that was created at this moment and has this id. */
interface Position {
  createdAtMilliseconds: number;
  keyId: string;
}

/** What a cursor belongs to: it opens no other account's list, and no list with another filter. */
export interface CursorScope {
  accountId: string;
  status: KeyStatus | null;
  /** The account's own random secret, which nobody outside ever sees. */
  cursorSecret: string;
}

/** A cursor that continues after `last`; signed, so that only cursors handed out here are taken back. */
export function sealCursor(scope: CursorScope, last: Key): string {
  const position = `${last.createdAt.getTime().toString(36)}.${last.keyId}`;
  return `${position}.${sign(scope, position)}`;
}

/** The position in a cursor, or null when it was not sealed for this scope. */
export function openCursor(scope: CursorScope, cursor: string): Position | null {
  const [createdAt = '', keyId = '', signature = '', ...rest] = cursor.split('.');
  const expected = Buffer.from(sign(scope, `${createdAt}.${keyId}`));
  const presented = Buffer.from(signature);
  if (rest.length > 0 || presented.length !== expected.length || !timingSafeEqual(presented, expected))
    return null;
  return { createdAtMilliseconds: Number.parseInt(createdAt, 36), keyId };
}

/** Whether `key` comes after the position in a list that is ordered newest first. */
export function isAfter(position: Position, key: Key): boolean {
  const marker = { ...key, createdAt: new Date(position.createdAtMilliseconds), keyId: position.keyId };
  return compareNewestFirst(marker, key) < 0;
}

function sign({ accountId, status, cursorSecret }: CursorScope, position: string): string {
  return createHmac('sha256', cursorSecret)
    .update(`${accountId}|${status ?? ''}|${position}`)
    .digest('base64url')
    .slice(0, 22);
}
