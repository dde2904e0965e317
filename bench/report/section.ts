/** One thing to be reached, and what was measured. */
export interface Verdict {
  goal: string;
  target: string;
  measured: string;
  isReached: boolean;
}

/** What one part of the benchmark found. */
export interface Section {
  title: string;
  verdicts: readonly Verdict[];
  /** Markdown. */
  body: string;
  /** The part could not be measured, so that the run is not a whole one. */
  isLeftOut?: true;
}

/** A part that could not be measured. @param why as the end of a sentence, without its full stop */
export function leftOut(title: string, why: string): Section {
  return { title, verdicts: [], body: `Left out: ${why}.`, isLeftOut: true };
}
