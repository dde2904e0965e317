import { useEffect, useState } from 'react';

/** What the header Date can't tell, having whole seconds and a way to travel. */
const toleranceMs = 5_000;

let offsetMs = 0;

/** Learns the server's time from an answer: what has expired is for its clock to say, not for this machine's. */
export function noteServerTime(date: string | null, sentAt: number): void {
  const server = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(server)) return;
  const difference = server - (sentAt + Date.now()) / 2;
  offsetMs = Math.abs(difference) <= toleranceMs ? 0 : difference;
}

/** The server's present, in milliseconds. */
export function now(): number {
  return Date.now() + offsetMs;
}

/** The server's present, renewed while the page is open. */
export function useNow(everyMs = 15_000): number {
  const [instant, setInstant] = useState(now);
  useEffect(() => {
    const timer = setInterval(() => setInstant(now()), everyMs);
    return () => clearInterval(timer);
  }, [everyMs]);
  // A render that comes in between, such as after an answer of the API, is up to date too.
  return Math.abs(now() - instant) > 1_000 ? now() : instant;
}
