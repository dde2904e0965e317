import * as z from 'zod/mini';
import { operatorAccountBody } from './operator-schemas.ts';
import { instant, keyBody, noticeLogBody } from './response-schemas.ts';
import { trailBody } from './trail-schemas.ts';

/** What the export of an account returns. */

const count = z.int().register(z.globalRegistry, { minimum: 0 });
const date = z.string().register(z.globalRegistry, { description: 'A UTC day.', examples: ['2027-03-31'] });
const optionalInstant = (description: string) => z.nullable(instant(description));

const recipient = z.object({
  email: z.string(),
  requestedAt: instant('When the holder added it.'),
  askedAt: optionalInstant('When it was sent a confirmation request. Null: not yet.'),
  confirmedAt: optionalInstant('Null: it has not confirmed.'),
});

const exportedAccount = z.object({
  ...operatorAccountBody.shape,
  addresses: z.object({
    recipients: z.array(recipient),
    former: z.array(recipient).register(z.globalRegistry, { description: 'Recently removed.' }),
    left: z.array(z.string()).register(z.globalRegistry, {
      description: 'Left by their own link, or complained.',
    }),
    undeliverable: z.array(z.object({ email: z.string(), reason: z.string(), at: instant('Since when.') })),
    troubled: z
      .array(
        z.object({
          email: z.string(),
          failures: count,
          reason: z.nullable(z.string()),
          since: optionalInstant('Since when.'),
          retryAt: optionalInstant('No mail before then. Null: at any time.'),
          attemptedAt: optionalInstant('Of a mail whose outcome is unknown.'),
          missed: count,
        }),
      )
      .register(z.globalRegistry, { description: 'What became of mails to each address that is not well.' }),
  }),
});

export const exportBody = z.object({
  account: z.nullable(exportedAccount).register(z.globalRegistry, {
    description: 'Only on the first page; null on the others.',
  }),
  keys: z.array(keyBody),
  pendingMails: z.array(
    z.object({
      accessKey: z.string(),
      about: z.enum(['expiry', 'rotation']),
      dueAt: instant('When the notifier looks at it next.'),
      owedSince: optionalInstant('Of a mail that could not be sent so far.'),
      tries: count,
    }),
  ),
  notices: noticeLogBody.shape.items,
  usage: z.array(
    z.object({
      date,
      accessKey: z.string(),
      calls: count,
      clientErrors: count,
      serverErrors: count,
      refused: count,
    }),
  ),
  requests: z
    .array(z.object({ accessKey: z.nullable(z.string()), at: instant('When it was sent first.') }))
    .register(z.globalRegistry, {
      description: 'Requests with an Idempotency-Key, and the key that they made. Null: a rotation.',
    }),
  trail: trailBody.shape.items,
  nextCursor: z
    .nullable(z.string())
    .register(z.globalRegistry, { description: 'Null: this is the last page.' }),
});
