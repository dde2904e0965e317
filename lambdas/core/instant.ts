/** RFC 3339 in UTC, whole seconds: `2027-03-31T12:00:00Z`. */
export function formatInstant(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}

/** Whole seconds since 1970: how instants are stored. Cuts the fraction off. */
export function toEpochSeconds(instant: Date): number {
  return Math.floor(instant.getTime() / 1000);
}

export function fromEpochSeconds(seconds: number): Date {
  return new Date(seconds * 1000);
}
