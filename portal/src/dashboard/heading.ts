import { commonText } from '../texts/common.ts';
import { exactDay, lastDayOf } from '../time/format.ts';
import type { Situation } from './situation.ts';
import { t } from './texts.ts';

/** The situation in one sentence. */
export function headingFor(situation: Situation, leadDays: readonly number[]): string {
  switch (situation.kind) {
    case 'empty':
      return t('isEmpty');
    case 'healthy':
      return t('isHealthy', { count: situation.working });
    case 'attention':
      return t('expireWithin', { count: situation.expiring.length, days: Math.max(...leadDays) });
    case 'outage': {
      const [key] = situation.expired;
      return key && situation.expired.length === 1
        ? t('hasExpired', { name: key.name })
        : t('haveExpired', { count: situation.expired.length });
    }
    default:
      return commonText('dashboard');
  }
}

/** What stands below it: what comes next, or what still works, and the time. */
export function introFor(situation: Situation, now: number, timeZone: string): string {
  const facts = factsOf(situation, timeZone);
  return [facts, exactDay(new Date(now), timeZone)].filter(Boolean).join(' ');
}

function factsOf(situation: Situation, timeZone: string): string {
  switch (situation.kind) {
    case 'healthy': {
      const { next } = situation;
      if (next === undefined) return t('noneExpires');
      return t('nextExpiry', { name: next.name, day: lastDayOf(next.expiresAt ?? '', timeZone) });
    }
    case 'attention':
      return t('allWork', { count: situation.working });
    case 'outage':
      if (situation.working === 0) return t('noneWorks');
      return situation.expiring === 0
        ? t('othersWork', { count: situation.working })
        : t('othersWorkButExpire', { count: situation.working, expiring: situation.expiring });
    default:
      return '';
  }
}
