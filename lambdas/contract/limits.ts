import { descriptionLengthLimit, nameLengthLimit } from '../core/key.ts';
import { noticeEmailLimit } from '../core/notice-email.ts';
import { longestOverlapSeconds } from '../core/rotation.ts';

/** The bounds of request fields: the schemas enforce them, and the portal's forms are told them. */
export const limits = {
  /** Characters. */
  nameLength: nameLengthLimit,
  /** Characters. */
  descriptionLength: descriptionLengthLimit,
  /** Additional recipients of notices. */
  noticeEmails: noticeEmailLimit,
  /** How many lead times there may be. */
  leadTimes: 5,
  /** The longest lead time. */
  leadDays: 90,
  /** The longest overlap of a rotation. */
  overlapSeconds: longestOverlapSeconds,
} as const;
