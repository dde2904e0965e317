import { useEffect, useState } from 'react';
import { now } from './server-time.ts';

/** The server's current time, updated while the page is open. */
export function useNow(everyMs = 15_000): number {
  const [instant, setInstant] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setInstant(now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  // A render in between, such as after a response of the API, is up to date too.
  return Math.abs(now() - instant) > 1_000 ? now() : instant;
}
