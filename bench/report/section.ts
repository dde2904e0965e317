/** A goal, and what was measured. */
export interface Verdict {
  goal: string;
  target: string;
  measured: string;
  isReached: boolean;
}

/** The result of one section of the benchmark. */
export interface Section {
  title: string;
  verdicts: readonly Verdict[];
  /** As Markdown. */
  body: string;
  /** The section could not be measured, so the run is not complete. */
  isSkipped?: true;
}

/** A section that could not be measured. @param why as the end of a sentence, without a full stop */
export function skipped(title: string, why: string): Section {
  return { title, verdicts: [], body: `Skipped: ${why}.`, isSkipped: true };
}
