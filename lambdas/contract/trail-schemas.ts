import * as z from 'zod/mini';
import { actorKinds } from '../core/trail.ts';
import { trailActions } from '../core/trail-changes.ts';
import { instant } from './response-schemas.ts';

const fact = z
  .nullable(z.union([z.string(), z.number(), z.boolean(), z.array(z.union([z.string(), z.number()]))]))
  .register(z.globalRegistry, { description: 'As the API shows the field. Null: there is none.' });

export const trailLineBody = z.object({
  at: instant('When the change was about to be made.'),
  action: z.enum(trailActions).register(z.globalRegistry, {
    description:
      'What was done. restore_key: an expired key got a new date. begin_overlap: a new secret key was first used. end_leaked_secret: a secret key was reported as leaked.',
  }),
  actor: z.object({
    kind: z.enum(actorKinds).register(z.globalRegistry, {
      description:
        'Who did it. system: the service itself. recipient: the person who followed the link of a mail.',
    }),
    id: z.nullable(z.string()).register(z.globalRegistry, {
      description:
        'The subject of the sign-in, or the access key. Only the operator API has the ARN of an operator. Null otherwise.',
    }),
  }),
  from: z.nullable(
    z.string().register(z.globalRegistry, {
      description:
        'The address that the request came from: the whole one of your own sign-in, of others the network (/24 of IPv4, /48 of IPv6).',
      examples: ['203.0.113.0/24'],
    }),
  ),
  accessKey: z.nullable(z.string()).register(z.globalRegistry, {
    description: 'The key that it is about. Null: it is about the account.',
  }),
  name: z
    .nullable(z.string())
    .register(z.globalRegistry, { description: 'The name of the key before the change.' }),
  changes: z.record(z.string(), z.object({ before: fact, after: fact })).register(z.globalRegistry, {
    description: 'The fields that change, by name. Never a secret key.',
  }),
  outcome: z.nullable(z.enum(['done', 'refused', 'unknown'])).register(z.globalRegistry, {
    description:
      'What became of it. unknown: the service stopped in between, so the change may have been made or not. Null: it is being made.',
  }),
});

export const trailBody = z.object({
  items: z.array(trailLineBody),
  nextCursor: z.nullable(z.string()),
});
