import type { Catalogue, Formatter } from '../translator.ts';
import { en as dashboard } from './dashboard.ts';

const { isRefused, areRefusing, calledUntilExpiry, restore, extend, restoreKey, extendKey } = dashboard;

type Count = { count: number };

/** The banner on other pages: as on the Dashboard, where it can be. */
export const en = {
  haveExpired: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 key has expired',
      other: `${formatter.number(count)} keys have expired`,
    }),
  expireSoon: ({ count }: Count, formatter: Formatter) =>
    formatter.plural(count, {
      one: '1 key expires soon',
      other: `${formatter.number(count)} keys expire soon`,
    }),
  both: ({ past, coming }: { past: string; coming: string }) => `${past}, ${coming}`,
  dismiss: 'Dismiss notices',
  showMore: ({ count }: Count, formatter: Formatter) => `Show ${formatter.number(count)} more`,
  restore,
  extend,
  restoreKey,
  extendKey,
  notChanged: 'This key wasn’t changed. Try again, or open it.',
  notices: 'API key notices',
  hasLeaked: 'has leaked: rotate it to bring it back',
  refusing: ({ count, name }: Count & { name: string }, formatter: Formatter) =>
    formatter.plural(count, { one: isRefused({ name }), other: areRefusing({ count }, formatter) }),
  calledUntilExpiry,
  expired: ({ when }: { when: string }) => `expired ${when}`,
  expires: ({ when }: { when: string }) => `expires ${when}`,
} satisfies Catalogue;
