/** How long the reason for a suspension may be, in characters. */
export const reasonLengthLimit = 500;

/** An account whose keys the operator has had refused, all of them, until it is resumed. */
export interface Suspension {
  since: Date;
  /** For the operator: holders are not told. */
  reason: string;
}
