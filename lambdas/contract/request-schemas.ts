import * as z from 'zod/mini';
import { isTimeZone } from '../core/expiry-date.ts';
import { keyStatuses } from '../core/key.ts';
import { normalizeEmail } from '../core/notice-email.ts';
import { shortestOwnOverlapSeconds } from '../core/self-rotation.ts';
import { access, description, expiresAt, name, selfRotation } from './key-fields.ts';
import { limits } from './limits.ts';
import { text } from './text.ts';

/**
 * What the management API takes: these schemas validate its requests, and the OpenAPI document is generated from
 * them. They are strict: an unknown field is an error.
 */

export const createKeyRequest = z.strictObject({
  name,
  description: z.optional(description),
  expiresAt: z.optional(expiresAt),
  selfRotation: z.optional(selfRotation),
  access: z.optional(access),
});

export const updateKeyRequest = z
  .strictObject({
    name: z.optional(name),
    description: z.optional(description),
    expiresAt: z.optional(expiresAt),
    selfRotation: z.optional(selfRotation),
    access: z.optional(access),
  })
  .check(
    z.refine(
      (body) => Object.keys(body).length > 0,
      'must change at least one of name, description, expiresAt, selfRotation, access',
    ),
  )
  .register(z.globalRegistry, {
    description: 'Absent fields keep their values; null clears a field that may be empty.',
    minProperties: 1,
  });

const overlapError = `must be a whole number of seconds from 0 to ${limits.overlapSeconds}`;

export const rotateKeyRequest = z.strictObject({
  overlapSeconds: z.optional(
    z
      .int(overlapError)
      .check(z.minimum(0, overlapError), z.maximum(limits.overlapSeconds, overlapError))
      .register(z.globalRegistry, {
        description:
          'How long the old secret key works once the new one is seen in use. Default: a day. 0: it ends then.',
        examples: [86_400],
      }),
  ),
  force: z.optional(
    z.boolean('must be true or false').register(z.globalRegistry, {
      description:
        'Whether to go on during a rotation, which ends one of its secret keys at once: the new one while it is pending, the old one of an overlap.',
    }),
  ),
  expiresAt: z.optional(expiresAt).register(z.globalRegistry, {
    description:
      'Required for a key that has leaked, whose date it replaces: such a rotation brings it back, without an overlap. Refused for any other key.',
    examples: ['2027-03-31'],
  }),
});

const ownOverlapError = `must be a whole number of seconds from ${shortestOwnOverlapSeconds} to ${limits.overlapSeconds}`;

/** As rotateKeyRequest, at the gateway: a key rotates itself. */
export const rotateOwnKeyRequest = z.strictObject({
  overlapSeconds: z.optional(
    z
      .int(ownOverlapError)
      .check(
        z.minimum(shortestOwnOverlapSeconds, ownOverlapError),
        z.maximum(limits.overlapSeconds, ownOverlapError),
      ),
  ),
  force: z.optional(z.boolean('must be true or false')),
});

export const cancelRotationQuery = z.object({
  force: z.optional(
    z.enum(['true', 'false'], { error: 'must be true or false' }).register(z.globalRegistry, {
      description: 'true: end the new secret key although it is in use.',
    }),
  ),
});

const leadDaysError = `must be 1 to ${limits.leadTimes} different whole days between 1 and ${limits.leadDays}`;
const noticeEmailsError = `must be a list of at most ${limits.noticeEmails} different email addresses`;

export const updateAccountRequest = z
  .strictObject({
    timeZone: z.optional(
      text()
        .check(z.refine(isTimeZone, 'must be the IANA name of a time zone, such as Europe/Berlin or UTC'))
        .register(z.globalRegistry, {
          description: 'IANA name of a time zone.',
          examples: ['Europe/Berlin'],
        }),
    ),
    noticeLeadDays: z.optional(
      z
        .array(
          z.int(leadDaysError).check(z.minimum(1, leadDaysError), z.maximum(limits.leadDays, leadDaysError)),
          leadDaysError,
        )
        .check(
          z.minLength(1, leadDaysError),
          z.maxLength(limits.leadTimes, leadDaysError),
          z.refine((days) => new Set(days).size === days.length, leadDaysError),
        )
        .register(z.globalRegistry, {
          description: 'Days before expiry at which notices are sent. Takes effect for all keys at once.',
          examples: [[30, 7, 1]],
        }),
    ),
    leadTimeMails: z.optional(
      z.boolean('must be true or false').register(z.globalRegistry, {
        description:
          'Whether the holder gets mails about coming expiries. Mails about expired keys are always sent.',
      }),
    ),
    noticeEmails: z.optional(
      z
        .array(
          text('must be an email address').check(
            z.refine((email) => normalizeEmail(email) !== null, 'must be an email address'),
            z.overwrite((email) => normalizeEmail(email) ?? email),
          ),
          noticeEmailsError,
        )
        .check(
          z.maxLength(limits.noticeEmails, noticeEmailsError),
          z.refine(
            (emails) => new Set(emails.map((email) => email.toLowerCase())).size === emails.length,
            noticeEmailsError,
          ),
        )
        .register(z.globalRegistry, {
          description:
            'All additional recipients of notices. Each new address gets one confirmation request, and nothing else until it is confirmed.',
          examples: [['ops@example.com']],
        }),
    ),
  })
  .check(
    z.refine(
      (body) => Object.keys(body).length > 0,
      'must change at least one of timeZone, noticeLeadDays, noticeEmails, leadTimeMails',
    ),
  )
  .register(z.globalRegistry, { minProperties: 1 });

const limit = z.optional(
  text()
    .check(z.refine((value) => /^([1-9]\d?|100)$/.test(value), 'must be a whole number from 1 to 100'))
    .register(z.globalRegistry, { description: 'Items per page, 1 to 100. Default: 50.' }),
);

export const listKeysQuery = z.object({
  status: z.optional(
    z
      .enum(keyStatuses, { error: `must be one of ${keyStatuses.join(', ')}` })
      .register(z.globalRegistry, { description: 'Only keys with this status.' }),
  ),
  limit,
  cursor: z.optional(
    text().register(z.globalRegistry, {
      description: 'The nextCursor of the previous page, which was requested with the same status.',
    }),
  ),
  include: z.optional(
    z
      .enum(['days'], { error: 'must be days' })
      .register(z.globalRegistry, { description: 'days: each key has its calls of the last 30 days.' }),
  ),
});

export const usageQuery = z.object({
  days: z.optional(
    text()
      .check(z.refine((value) => /^([1-9]|[1-8]\d|90)$/.test(value), 'must be a whole number from 1 to 90'))
      .register(z.globalRegistry, { description: 'How many days, up to today. Default: 30.' }),
  ),
});

export const listNoticesQuery = z.object({
  limit,
  cursor: z.optional(
    text().register(z.globalRegistry, { description: 'The nextCursor of the previous page.' }),
  ),
});

export const trailQuery = z.object({
  limit,
  cursor: z.optional(
    text().register(z.globalRegistry, {
      description: 'The nextCursor of the previous page, which was requested with the same accessKey.',
    }),
  ),
  accessKey: z.optional(
    text().register(z.globalRegistry, {
      description: 'Only changes of this key, which may have been deleted.',
    }),
  ),
});

/** Of the links in emails, which are followed without a sign-in. */
export const emailLinkQuery = z.object({
  token: z.optional(text().register(z.globalRegistry, { description: 'The token from the link.' })),
});
