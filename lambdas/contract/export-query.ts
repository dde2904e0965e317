import * as z from 'zod/mini';
import { text } from './text.ts';

/** What the export of an account is asked: apart from what it returns, which its function has no need of. */
export const exportQuery = z.object({
  cursor: z.optional(
    text().register(z.globalRegistry, { description: 'The nextCursor of the previous page.' }),
  ),
});
