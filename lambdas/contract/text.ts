import * as z from 'zod/mini';

/** A required string. @param error says what else it may be, or what it is */
export const text = (error = 'must be a string') =>
  z.string({ error: (issue) => (issue.input === undefined ? 'is required' : error) });
