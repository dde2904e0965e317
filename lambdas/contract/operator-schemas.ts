import * as z from 'zod/mini';
import { dueMatters } from '../core/due-notice.ts';
import { isTimeZone, parseExpiry } from '../core/expiry-date.ts';
import { externalIdForm } from '../core/external-id.ts';
import { normalizeEmail } from '../core/notice-email.ts';
import { reasonLengthLimit } from '../core/suspension.ts';
import { line } from './key-fields.ts';
import { accountBody, instant, newKeyBody } from './response-schemas.ts';
import { text } from './text.ts';

/** What the operator API takes and returns besides what it has in common with the management API. */

const email = text('must be an email address').check(
  z.refine((value) => normalizeEmail(value) !== null, 'must be an email address'),
  z.overwrite((value) => normalizeEmail(value) ?? value),
);

export const provisionAccountRequest = z.strictObject({
  email: email.register(z.globalRegistry, {
    description: 'Where notices go. You vouch for it: it gets mail without being asked.',
    examples: ['ada@example.com'],
  }),
  timeZone: z.optional(
    text()
      .check(z.refine(isTimeZone, 'must be the IANA name of a time zone, such as Europe/Berlin or UTC'))
      .register(z.globalRegistry, {
        description: 'IANA name of a time zone. Absent: UTC for a new account, else it is kept.',
        examples: ['Europe/Berlin'],
      }),
  ),
});

export const suspendAccountRequest = z.strictObject({
  reason: line(reasonLengthLimit).register(z.globalRegistry, {
    description:
      'Why, for yourself: the account and its trail show it to operators, and never to the holder.',
    minLength: 1,
    maxLength: reasonLengthLimit,
    examples: ['Invoice 2027-118 is unpaid'],
  }),
});

/** The page of a list. */
const pageOf = (what: string) => ({
  limit: z.optional(
    text()
      .check(z.refine((value) => /^([1-9]\d?|100)$/.test(value), 'must be a whole number from 1 to 100'))
      .register(z.globalRegistry, { description: `${what} per page, 1 to 100. Default: 50.` }),
  ),
  cursor: z.optional(
    text().register(z.globalRegistry, { description: 'The nextCursor of the previous page.' }),
  ),
});

export const dueNoticesQuery = z.object({
  before: z.optional(
    text()
      .check(
        z.refine((value) => {
          const parsed = parseExpiry(value);
          return parsed !== null && 'instant' in parsed;
        }, 'must be a date-time with an offset, such as 2027-03-31T12:00:00Z'),
      )
      .register(z.globalRegistry, { description: 'Only what falls due before. Default: in 7 days.' }),
  ),
  ...pageOf('Entries'),
});

export const findAccountsQuery = z
  .object({
    email: z.optional(
      text().register(z.globalRegistry, { description: 'The address that notices go to, in any case.' }),
    ),
    externalId: z.optional(text().register(z.globalRegistry, { description: 'Your own name for the user.' })),
    ...pageOf('Accounts'),
  })
  .check(
    z.refine(
      ({ email, externalId }) => (email === undefined) !== (externalId === undefined),
      'give either email or externalId',
    ),
  );

export const operatorAccountBody = z.object({
  ...accountBody.shape,
  externalId: z.nullable(z.string()).register(z.globalRegistry, {
    description: 'Your own name for the user. Null: the account was created by a sign-in.',
    pattern: externalIdForm.source,
  }),
  signIns: z.array(z.string()).register(z.globalRegistry, {
    description:
      'The sub of each sign-in that leads to the account. An account from before this was recorded has none until its holder signs in again.',
  }),
  suspensionReason: z.nullable(z.string()).register(z.globalRegistry, {
    description: 'Why the account is suspended, which its holder is not told. Null: it is not.',
  }),
});

export const foundAccountsBody = z.object({
  items: z.array(operatorAccountBody),
  nextCursor: z.nullable(z.string()),
});

export const provisionedAccountBody = z.object({ account: operatorAccountBody });
export const newProvisionedAccountBody = z.object({ account: operatorAccountBody, defaultKey: newKeyBody });

const count = (description: string) => z.int().register(z.globalRegistry, { description, minimum: 0 });

export const deletionBody = z.object({
  accountId: z.string(),
  startedAt: instant('When the deletion began.'),
  removed: z
    .object({
      keys: count('Keys.'),
      signIns: count('Sign-ins that led to the account.'),
      items: count('Entries of logs, use and trail.'),
    })
    .register(z.globalRegistry, { description: 'What the calls so far have removed, at least.' }),
  remains: z.array(z.object({ what: z.string(), detail: z.string() })).register(z.globalRegistry, {
    description: 'What no call removes, and until when it stays.',
  }),
});

export const dueNoticesBody = z.object({
  items: z.array(
    z.object({
      dueAt: instant('When it falls due. Of what is overdue and could not be sent: when it is tried next.'),
      matter: z.enum(dueMatters).register(z.globalRegistry, {
        description:
          'expiring or expired: the date of a key. secrets: its secret keys, such as a rotation that nobody completes. recipients: the addresses of the account, such as a confirmation to ask for. Whether there is something to tell is decided when it is due.',
      }),
      accountId: z.string(),
      email: z.string(),
      accessKey: z.nullable(z.string()).register(z.globalRegistry, {
        description: 'The key. Null: it is about the account.',
      }),
      name: z.nullable(z.string()),
      expiresAt: z.nullable(instant('When the key expires. Null: never, or it is about the account.')),
      owedSince: z.nullable(
        instant('Since when it is owed, if it was due before and could not be sent. Null: it was not.'),
      ),
    }),
  ),
  nextCursor: z.nullable(z.string()),
});
