import { commonText } from '../texts/common.ts';
import { exactDay, lastDayOf } from '../time/format.ts';
import type { Situation } from './situation.ts';
import { t } from './texts.ts';

/** The situation in one sentence. */
export function headingFor(situation: Situation, leadDays: readonly number[]): string {
  switch (situation.kind) {
    case 'empty':
      return t('isEmpty');
    case 'suspended':
      return t('noneIsWorking');
    case 'healthy': {
      const { working, idle } = situation;
      return working === 0 ? t('noneIsWorking') : t('isHealthy', { count: working, idle });
    }
    case 'attention':
      return t('expireWithin', { count: situation.expiring.length, days: Math.max(...leadDays) });
    case 'outage':
    case 'expired': {
      const isRefused = situation.kind === 'outage';
      const { length, 0: key } = situation.expired;
      return key && length === 1
        ? t(isRefused ? 'isRefused' : 'hasExpired', { name: key.name })
        : t(isRefused ? 'areRefusing' : 'haveExpired', { count: length });
    }
    default:
      return commonText('dashboard');
  }
}

/** What stands below it: what comes next, or what still works, and the time. */
export function introFor(situation: Situation, now: number, timeZone: string): string {
  return [...factsOf(situation, timeZone), exactDay(new Date(now), timeZone)].join(' ');
}

function factsOf(situation: Situation, timeZone: string): string[] {
  switch (situation.kind) {
    case 'healthy': {
      const { next, working, idle } = situation;
      const facts: string[] = [];
      if (next)
        facts.push(t('nextExpiry', { name: next.name, day: lastDayOf(next.expiresAt ?? '', timeZone) }));
      else if (working > 0) facts.push(t(idle > 0 ? 'noneElseExpires' : 'noneExpires'));
      if (idle > 0) facts.push(t('areIdle', { count: idle, more: working > 0 }));
      return facts;
    }
    case 'attention':
      return [t('allWork', { count: situation.working, idle: situation.idle })];
    case 'outage':
    case 'expired':
      if (situation.working === 0) return [t('noneWorks')];
      return [
        situation.expiring === 0
          ? t('othersWork', { count: situation.working })
          : t('othersWorkButExpire', { count: situation.working, expiring: situation.expiring }),
      ];
    default:
      return [];
  }
}
