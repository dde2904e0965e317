import { parseExpiry } from './expiry-date.ts';
import { type FieldError, Problem } from './problem.ts';

const pastExpiry: FieldError = { field: 'expiresAt', detail: 'must lie in the future' };

/**
 * The expiration date that a caller asks for. It must lie in the future, unless it is the one that the key has already:
 * who sends a whole key back with only its name changed is not refused for an expiry that stays.
 * @param text what `isExpiry` accepts; null: never expires
 * @throws Problem `expires_in_past`
 */
export function acceptExpiry(
  text: string | null,
  context: { timeZone: string; now: Date; current?: Date | null },
): Date | null {
  if (text === null) return null;
  const expiresAt = parseExpiry(text, context.timeZone);
  const isPast = expiresAt === null || expiresAt <= context.now;
  if (isPast && expiresAt?.getTime() !== context.current?.getTime()) {
    throw new Problem('expires_in_past', {
      errors: [{ field: 'expiresAt', detail: 'must lie in the future' }],
    });
  }
  return expiresAt;
}

/** The fault of a request whose expiration date has passed wherever on earth its account may be; for requests with other faults. */
export function findPastExpiry(body: unknown, now: Date): FieldError[] {
  if (typeof body !== 'object' || body === null || !('expiresAt' in body)) return [];
  if (typeof body.expiresAt !== 'string') return [];
  const expiresAt = parseExpiry(body.expiresAt, 'Etc/GMT+12');
  return expiresAt !== null && expiresAt <= now ? [pastExpiry] : [];
}
