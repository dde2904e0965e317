import type { Key } from '../api/types.ts';
import { standingOf } from '../use/standing.ts';

/** What the Dashboard's heading says. */
export type Situation =
  /** The operator has all keys refused. */
  | { readonly kind: 'suspended' }
  /** No key at all. */
  | { readonly kind: 'empty' }
  /** Nothing to see to: of some keys, all that work do so for long. */
  | {
      readonly kind: 'healthy';
      readonly working: number;
      readonly next: Key | undefined;
      readonly idle: number;
    }
  /** Nothing is refused, but some keys work only for a few days more. */
  | {
      readonly kind: 'attention';
      readonly expiring: readonly Key[];
      readonly working: number;
      readonly idle: number;
    }
  /** Keys have expired: calls with them are being refused, or that is not known. */
  | {
      readonly kind: 'outage' | 'expired';
      readonly expired: readonly Key[];
      readonly working: number;
      /** How many of the working keys expire soon. */
      readonly expiring: number;
    };

export function situationOf(keys: readonly Key[], now: number): Situation {
  if (keys.length === 0) return { kind: 'empty' };
  const by = Map.groupBy(keys, (key) => standingOf(key, now));
  const of = (standing: Parameters<typeof by.get>[0]) => by.get(standing) ?? [];
  const expiring = of('expiring');
  const working = expiring.length + of('working').length;
  const idle = of('idle').length;
  if (of('refusing').length > 0)
    return { kind: 'outage', expired: of('refusing'), working, expiring: expiring.length };
  if (of('expired').length > 0)
    return { kind: 'expired', expired: of('expired'), working, expiring: expiring.length };
  if (expiring.length > 0) return { kind: 'attention', expiring, working, idle };
  const [next] = of('working')
    .filter(({ expiresAt }) => expiresAt !== null)
    .toSorted((one, other) => Date.parse(one.expiresAt ?? '') - Date.parse(other.expiresAt ?? ''));
  return { kind: 'healthy', working, next, idle };
}
