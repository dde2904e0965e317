import { useRef } from 'react';
import { newIdempotencyKey } from './keys.ts';
import { ApiProblem } from './problem.ts';

/**
 * Sends what makes a secret: the same again after a lost response is the same request, and gets the secret that was
 * made by then.
 */
export function useRepeatable<Fields, Result>(
  send: (fields: Fields, idempotencyKey: string) => Promise<Result>,
): (fields: Fields) => Promise<Result> {
  const sent = useRef<{ fields: string; idempotencyKey: string }>(undefined);
  return async (fields) => {
    const text = JSON.stringify(fields);
    if (sent.current?.fields !== text) sent.current = { fields: text, idempotencyKey: newIdempotencyKey() };
    try {
      return await send(fields, sent.current.idempotencyKey);
    } catch (error) {
      if (error instanceof ApiProblem && error.code === 'idempotency_key_used') sent.current = undefined;
      throw error;
    }
  };
}
