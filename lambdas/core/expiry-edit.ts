import { type ExpiryDate, parseExpiry, resolveExpiry } from './expiry-date.ts';
import { type FieldError, Problem } from './problem-catalogue.ts';

const pastExpiry: FieldError = { field: 'expiresAt', detail: 'must lie in the future' };

/**
 * The instant of the expiration date that a caller asks for. It must lie in the future, unless it is the one
 * that the key already has: who sends a whole key back with only its name changed is not refused for an
 * expiry that stays.
 * @param expiry null: never expires
 * @throws Problem `expires_in_past`
 */
export function acceptExpiry(
  expiry: ExpiryDate | null,
  context: { timeZone: string; now: Date; current?: Date | null },
): Date | null {
  if (expiry === null) return null;
  const expiresAt = resolveExpiry(expiry, context.timeZone);
  if (expiresAt <= context.now && expiresAt.getTime() !== context.current?.getTime()) {
    throw new Problem('expires_in_past', { errors: [pastExpiry] });
  }
  return expiresAt;
}

/**
 * The error of an expiration date that has passed everywhere on earth, whatever the account's time zone; for
 * bodies that are refused for other errors, so that all are named at once.
 */
export function findPastExpiry(body: unknown, now: Date): FieldError[] {
  if (typeof body !== 'object' || body === null || !('expiresAt' in body)) return [];
  const expiry = typeof body.expiresAt === 'string' ? parseExpiry(body.expiresAt) : null;
  return expiry && resolveExpiry(expiry, 'Etc/GMT+12') <= now ? [pastExpiry] : [];
}
