import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * What a cursor belongs to: it opens no other account's list, no other list, and no list with another filter.
 */
export interface CursorScope {
  accountId: string;
  /** The list and its filter, such as `keys:expired`. */
  list: string;
  /** The account's own random secret, which is never shown to anybody. */
  signingSecret: string;
}

/** A cursor that continues after `position`; signed, so that only cursors handed out here are accepted. */
export function sealCursor(scope: CursorScope, position: string): string {
  return `${Buffer.from(position).toString('base64url')}.${sign(scope, position)}`;
}

/** The position in a cursor, or null when it was not sealed for this scope. */
export function openCursor(scope: CursorScope, cursor: string): string | null {
  const [encoded = '', signature = '', ...rest] = cursor.split('.');
  const position = Buffer.from(encoded, 'base64url').toString();
  const expected = Buffer.from(sign(scope, position));
  const presented = Buffer.from(signature);
  const isGenuine = presented.length === expected.length && timingSafeEqual(presented, expected);
  // Decoding skips characters outside base64url, so a cursor that we did not hand out could decode to the
  // same.
  const isVerbatim = Buffer.from(position).toString('base64url') === encoded;
  return isGenuine && isVerbatim && rest.length === 0 ? position : null;
}

function sign({ accountId, list, signingSecret }: CursorScope, position: string): string {
  return createHmac('sha256', signingSecret)
    .update(`${accountId}|${list}|${position}`)
    .digest('base64url')
    .slice(0, 22);
}
