import * as z from 'zod/mini';
import { leakOutcomes } from '../core/leak.ts';
import { leakPlaceLimit, parseLeakPlace } from '../core/leak-place.ts';
import { text } from './text.ts';

/** What the call for tokens that have leaked takes and returns. */

/** Tokens of one request. */
const leakedTokensLimit = 100;

/** As many tokens, each with a URL as long as one may be, and the JSON around them. */
export const leakedTokensBodyLimit = 262_144;

const tokensError = `must be a list of 1 to ${leakedTokensLimit} tokens`;

export const leakedTokensRequest = z.strictObject({
  tokens: z
    .array(
      z.strictObject({
        token: text().register(z.globalRegistry, {
          description:
            'What was found. The checksum tells a token of ours from text that only looks like one, before anything is looked up.',
        }),
        url: z.optional(
          text()
            .check(
              z.refine(
                (value) => parseLeakPlace(value) !== null,
                `must be an https URL of at most ${leakPlaceLimit} characters, without a user name or password`,
              ),
              z.overwrite((value) => parseLeakPlace(value) ?? value),
            )
            .register(z.globalRegistry, {
              description:
                'Where it was found. The holder of the key is mailed it, as text. If it has a token in it, only its host is.',
              maxLength: leakPlaceLimit,
              examples: ['https://github.com/example/shop/blob/main/.env#L3'],
            }),
        ),
      }),
      { error: (issue) => (issue.input === undefined ? 'is required' : tokensError) },
    )
    .check(z.minLength(1, tokensError), z.maxLength(leakedTokensLimit, tokensError)),
});

export const leakedTokensBody = z.object({
  results: z
    .array(
      z.object({
        outcome: z.enum(leakOutcomes).register(z.globalRegistry, {
          description:
            'expired: the secret key was the only one of its key, which has expired and takes a rotation to come back. secret_ended: the secret key has ended, and the key goes on with another one. not_current: no such key, or no secret key of it that works. not_a_token: not of our form, or the checksum is wrong; nothing was looked up.',
        }),
      }),
    )
    .register(z.globalRegistry, { description: 'One for each token, in the order of the request.' }),
});
