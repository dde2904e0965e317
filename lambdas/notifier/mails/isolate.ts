const rightToLeft =
  /[\u0590-\u08ff\u200f\u202a-\u202e\u2066-\u2069\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;

const firstStrongIsolate = '\u2068';
const popIsolate = '\u2069';

/**
 * Keeps a name with right-to-left letters from reordering the text around it, where no `bdi` can do so: in
 * subjects and plain text. Any other name stays as it is.
 */
export function isolate(name: string): string {
  return rightToLeft.test(name) ? `${firstStrongIsolate}${name}${popIsolate}` : name;
}
