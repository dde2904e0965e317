import * as z from 'zod/mini';
import { accessKind } from '../core/access-notices.ts';
import { addressTroubles } from '../core/delivery.ts';
import { noticeOutcomes } from '../core/digest.ts';
import { keyStatuses } from '../core/key.ts';
import { keyAccesses } from '../core/key-access.ts';
import { useVerdicts } from '../core/key-use.ts';
import { leakKind } from '../core/leak-notices.ts';
import { problemCatalogue } from '../core/problem-catalogue.ts';
import { rotationKinds } from '../core/rotation-notices.ts';

/** What the management API returns: the OpenAPI document and the portal's types are generated from these schemas. */

export const instant = (description: string) =>
  z
    .string()
    .register(z.globalRegistry, { description, format: 'date-time', examples: ['2027-03-31T12:00:00Z'] });

/** When a key was last called, and what that says. */
const useFields = {
  lastUsedAt: z.nullable(instant('The last call that was let in, a few minutes late. Null: none is known.')),
  lastRefusedAt: z.nullable(
    instant('The last call that was refused although the secret was right. Null: none is known.'),
  ),
  use: z.object({
    verdict: z.enum(useVerdicts).register(z.globalRegistry, {
      description:
        'Whether the key is needed. in_use: called in the last 7 days. still_called: expired, and refused since, in the last 7 days. quiet: called before. unused: never called. unknown: not watched long enough to say quiet or unused.',
    }),
    callsLast7Days: z.int().register(z.globalRegistry, {
      description: 'Calls that were let in, on the UTC days that the last 168 hours touch.',
    }),
    refusedLast7Days: z
      .int()
      .register(z.globalRegistry, { description: 'Calls that were refused although the secret was right.' }),
    since: z.nullable(
      instant(
        'Since when calls are counted: the creation of the key, or the start of counting if that is later.',
      ),
    ),
    asOf: z.nullable(instant('Up to when calls are counted. Null: none has been counted yet.')),
  }),
};

export const rotationBody = z.object({
  state: z.enum(['pending', 'overlap']).register(z.globalRegistry, {
    description:
      'pending: both secret keys work until the new one is seen in use. overlap: it was, and the old one works until oldSecretEndsAt.',
  }),
  startedAt: instant('When the new secret key was created.'),
  overlapSeconds: z.int().register(z.globalRegistry, {
    description: 'How long the old secret key works once the new one is seen in use.',
  }),
  oldSecretEndsAt: z.nullable(
    instant('The instant from which the old secret key no longer works. Null while pending.'),
  ),
  newSecretLastUsedAt: z.nullable(
    instant('The last call with the new secret key that was let in. Null: none is known.'),
  ),
  oldSecretLastUsedAt: z.nullable(
    instant('The last call with the old secret key that was let in. Null: none is known.'),
  ),
});
const rotation = z
  .nullable(rotationBody)
  .register(z.globalRegistry, { description: 'The rotation in progress. Null: one secret key works.' });

export const keyBody = z.object({
  accessKey: z.string().register(z.globalRegistry, {
    description: 'The public identifier of the key; the username in HTTP Basic.',
    pattern: '^[0-9A-Za-z]{24}$',
  }),
  name: z.string(),
  description: z.nullable(z.string()),
  createdAt: instant('RFC 3339, UTC, in whole seconds.'),
  updatedAt: instant('RFC 3339, UTC, in whole seconds.'),
  expiresAt: z.nullable(instant('The instant from which the key no longer works. Null: it never expires.')),
  status: z.enum(keyStatuses).register(z.globalRegistry, {
    description:
      'The status of the key right now. Expiring: it expires within the longest lead time of the account.',
  }),
  default: z.boolean().register(z.globalRegistry, {
    description: 'Whether this is the key that was created with the account. It works like any other.',
  }),
  rotation,
  selfRotation: z.boolean().register(z.globalRegistry, {
    description: 'Whether a program that uses the key may rotate it by itself, through the gateway.',
  }),
  leakedAt: z.nullable(
    instant(
      'Since when its only secret key is known to have leaked: it has expired, and only a rotation with an expiresAt brings it back. Null: it is not.',
    ),
  ),
  access: z.enum(keyAccesses).register(z.globalRegistry, {
    description: 'What a program that uses the key may do with the keys of the account, through the gateway.',
  }),
  createdBy: z.nullable(z.string()).register(z.globalRegistry, {
    description: 'The access key of the key that created it. Null: a person or the operator did.',
  }),
  ...useFields,
});

export const newKeyBody = z.object({
  ...keyBody.shape,
  secretKey: z.string().register(z.globalRegistry, {
    description: 'The private half; the password in HTTP Basic. Shown only in this response.',
  }),
  token: z.string().register(z.globalRegistry, {
    description:
      'Access key and secret key in one string, for Bearer and x-api-key. Shown only in this response.',
  }),
});

export const newRotationBody = z.object({
  rotation: z.nullable(rotationBody).register(z.globalRegistry, {
    description:
      'The rotation. Null: it is over by now, which only a repeated request can find, or it brought back a key that had leaked.',
  }),
  secretKey: newKeyBody.shape.secretKey,
  token: newKeyBody.shape.token,
});

const leadTimeMails = z.boolean().register(z.globalRegistry, {
  description: 'Whether the holder gets mails about coming expiries, besides those about expired keys.',
});

export const accountBody = z.object({
  accountId: z.string(),
  email: z
    .string()
    .register(z.globalRegistry, { description: 'The address of the sign-in, which gets the notices.' }),
  timeZone: z.string(),
  noticeLeadDays: z.array(z.int()).register(z.globalRegistry, {
    description: 'Days before expiry at which notices are sent, longest first.',
  }),
  noticeEmails: z.array(z.object({ email: z.string(), confirmed: z.boolean() })).register(z.globalRegistry, {
    description: 'Additional recipients; notices go to the confirmed ones.',
  }),
  leadTimeMails,
  suspendedAt: z.nullable(
    instant('Since when the operator has had all keys of the account refused. Null: they are not.'),
  ),
  keyLimit: z
    .int()
    .register(z.globalRegistry, { description: 'Keys that the account may have, expired ones included.' }),
  policy: z
    .object({
      maxLifetimeDays: z.nullable(z.int()).register(z.globalRegistry, {
        description:
          'A date must not be set later than the end of the day that is so many days ahead, in the time zone of the account. Null: no limit.',
      }),
      defaultLifetimeDays: z.nullable(z.int()).register(z.globalRegistry, {
        description: 'The lifetime of a key without a date, where it must have one. Null: the longest.',
      }),
      neverAllowed: z.boolean().register(z.globalRegistry, {
        description: 'Whether a key may be without a date, and never expire.',
      }),
    })
    .register(z.globalRegistry, {
      description:
        'How long the operator lets keys live. It holds when a date is set, and shortens nothing that exists.',
    }),
  createdAt: instant('RFC 3339, UTC, in whole seconds.'),
  updatedAt: instant('RFC 3339, UTC, in whole seconds.'),
});

export const existingAccountBody = z.object({ account: accountBody });
export const newAccountBody = z.object({ account: accountBody, defaultKey: newKeyBody });

const date = z
  .string()
  .register(z.globalRegistry, { description: 'A day of UTC.', format: 'date', examples: ['2027-03-31'] });
const calls = z
  .int()
  .register(z.globalRegistry, { description: 'Calls that were let in, whatever their status.' });
const refused = z
  .int()
  .register(z.globalRegistry, { description: 'Calls that were refused although the secret was right.' });

export const listedKeyBody = z.object({
  ...keyBody.shape,
  days: z.optional(
    z
      .array(z.object({ date, calls, refused }))
      .register(z.globalRegistry, { description: 'The last 30 days, oldest first, if they were asked for.' }),
  ),
});

export const keyListBody = z.object({ items: z.array(listedKeyBody), nextCursor: z.nullable(z.string()) });

const usageDays = z
  .array(
    z.object({
      date,
      calls,
      clientErrors: z.int().register(z.globalRegistry, { description: 'Those of calls with status 4xx.' }),
      serverErrors: z.int().register(z.globalRegistry, { description: 'Those of calls with status 5xx.' }),
      refused,
    }),
  )
  .register(z.globalRegistry, { description: 'One entry a day, oldest first, zeros included.' });

export const keyUsageBody = z.object({
  accessKey: z.string(),
  lastUsedAt: useFields.lastUsedAt,
  lastUsedFrom: z.nullable(
    z.string().register(z.globalRegistry, {
      description: 'The network of the last call that was let in: /24 of IPv4, /48 of IPv6.',
      examples: ['203.0.113.0/24'],
    }),
  ),
  lastRefusedAt: useFields.lastRefusedAt,
  use: useFields.use,
  days: usageDays,
});

export const usageBody = z.object({ days: usageDays });

export const deliveryBody = z.object({
  state: z.enum(['ok', 'unconfirmed', 'undeliverable']).register(z.globalRegistry, {
    description:
      'Whether notices reach anybody. Unconfirmed: the last ones may have arrived, but nobody knows.',
  }),
  since: z.nullable(instant('Since when they reach nobody.')),
  reason: z.nullable(z.enum(addressTroubles)),
  addresses: z.array(
    z.object({
      email: z.string(),
      state: z.enum(['ok', 'pending', ...addressTroubles]),
      since: z.optional(instant('Since when mail to the address is in trouble; absent: it is not.')),
      detail: z.optional(
        z.string().register(z.globalRegistry, { description: 'What the trouble means, for people.' }),
      ),
    }),
  ),
});

export const noticesBody = z.object({
  expired: z.array(keyBody).register(z.globalRegistry, { description: 'Most recently expired first.' }),
  expiring: z.array(keyBody).register(z.globalRegistry, { description: 'Soonest to expire first.' }),
  delivery: deliveryBody,
  leadTimeMails,
});

export const sentNoticeBody = z.object({
  at: instant('When it was sent or given up.'),
  accessKey: z.string(),
  name: z.string().register(z.globalRegistry, { description: 'The name of the key at the time.' }),
  kind: z.enum(['expiring', 'expired', leakKind, accessKind, ...rotationKinds]).register(z.globalRegistry, {
    description:
      'What the notice said. access_granted: the key was given access to the keys of the account, or more of it. rotated: the key rotated itself. rotation_pending: nobody has used its new secret key for days. secret_ending: its old secret key was in use, and was about to stop working.',
  }),
  leadDays: z
    .nullable(z.int())
    .register(z.globalRegistry, { description: 'Only of expiring: days before the expiry.' }),
  expiresAt: z.nullable(
    instant('The expiration date that the notice gave. Null only if it was about a rotation.'),
  ),
  oldSecretEndsAt: z.optional(
    z.nullable(
      instant(
        'Only of a notice about a rotation: when the old secret key was to stop working. Null: that was not known yet.',
      ),
    ),
  ),
  delivered: z
    .boolean()
    .register(z.globalRegistry, { description: 'Whether the mail service accepted the mail.' }),
  outcome: z.enum(noticeOutcomes).register(z.globalRegistry, {
    description:
      'What became of it. Unconfirmed: up to three copies were sent, and no response told whether any arrived.',
  }),
  to: z.array(z.string()),
});

export const noticeLogBody = z.object({
  items: z.array(sentNoticeBody),
  nextCursor: z.nullable(z.string()),
});

export const problemBody = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  detail: z.string().register(z.globalRegistry, { description: 'What to do next, for people.' }),
  code: z
    .enum(Object.keys(problemCatalogue))
    .register(z.globalRegistry, { description: 'Stable: branch on this.' }),
  requestId: z.string(),
  errors: z.optional(z.array(z.object({ field: z.string(), detail: z.string() }))),
});
