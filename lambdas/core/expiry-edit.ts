import { type ExpiryDate, parseExpiry, resolveExpiry } from './expiry-date.ts';
import { implicitExpiry, type LifetimePolicy, requireAllowed } from './lifetime-policy.ts';
import { type FieldError, Problem } from './problem-catalogue.ts';

const pastExpiry: FieldError = { field: 'expiresAt', detail: 'must lie in the future' };

/**
 * The instant of the expiration date that a caller asks for. It must lie in the future and within the longest
 * lifetime, unless it is the one that the key already has: who sends a whole key back with only its name changed is
 * not refused for an expiry that stays.
 * @param expiry null: never expires, or the implicit date where that is not allowed
 * @param context.current of an existing key
 * @throws Problem `expires_in_past`, `lifetime_too_long`
 */
export function acceptExpiry(
  expiry: ExpiryDate | null,
  context: { timeZone: string; now: Date; policy: LifetimePolicy; current?: Date | null },
): Date | null {
  const { timeZone, now, policy, current } = context;
  const expiresAt = expiry && resolveExpiry(expiry, timeZone);
  if (current !== undefined && expiresAt?.getTime() === current?.getTime()) return expiresAt;
  if (expiresAt === null) return implicitExpiry(policy, context);
  if (expiresAt <= now) throw new Problem('expires_in_past', { errors: [pastExpiry] });
  requireAllowed(expiresAt, policy, context);
  return expiresAt;
}

/**
 * The error of an expiration date that is past, or beyond the longest lifetime, everywhere on earth, whatever the
 * account's time zone; for requests that are refused for other errors, so that all are named at once.
 */
export function findExpiryErrors(body: unknown, policy: LifetimePolicy, now: Date): FieldError[] {
  if (typeof body !== 'object' || body === null || !('expiresAt' in body)) return [];
  const expiry = typeof body.expiresAt === 'string' ? parseExpiry(body.expiresAt) : null;
  if (!expiry) return [];
  if (resolveExpiry(expiry, lastZone) <= now) return [pastExpiry];
  const { maxLifetimeDays: days } = policy;
  if (days === null) return [];
  // A day ends at most a day later, and an hour more if summer time ends in between.
  const latest = now.getTime() + (days + 1) * 86_400_000 + 3_600_000;
  if (resolveExpiry(expiry, firstZone).getTime() <= latest) return [];
  return [{ field: 'expiresAt', detail: `must lie within ${days} days` }];
}

/** Where days end first, and last. */
const firstZone = 'Etc/GMT-14';
const lastZone = 'Etc/GMT+12';
