/** The Date header is this imprecise: whole seconds, plus the time in transit. */
const toleranceMs = 5_000;

let offsetMs = 0;

/** Learns the server's time from a response: its clock decides what has expired, not this machine's. */
export function noteServerTime(date: string | null, sentAt: number): void {
  const server = date === null ? Number.NaN : Date.parse(date);
  if (Number.isNaN(server)) return;
  const difference = server - (sentAt + Date.now()) / 2;
  offsetMs = Math.abs(difference) <= toleranceMs ? 0 : difference;
}

/** The server's current time, in milliseconds. */
export function now(): number {
  return Date.now() + offsetMs;
}
