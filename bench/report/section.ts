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
}
