import type { Catalogue } from '../translator.ts';
import { en as dashboard } from './dashboard.ts';

const { haveExpired, expireSoon, both, dismiss, showMore, restore, extend, restoreKey, extendKey } =
  dashboard;

/** The banner on other pages: as on the Dashboard, where it can be. */
export const en = {
  haveExpired,
  expireSoon,
  both,
  dismiss,
  showMore,
  restore,
  extend,
  restoreKey,
  extendKey,
  notChanged: 'This key wasn’t changed. Try again, or open it.',
  notices: 'API key notices',
  expired: ({ when }: { when: string }) => `expired ${when}`,
  expires: ({ when }: { when: string }) => `expires ${when}`,
} satisfies Catalogue;
