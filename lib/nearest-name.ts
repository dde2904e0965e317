import { closestMatch } from 'leven';

/** More changes than this, and it is another name rather than a misspelt one. */
const maxDistance = 3;

/** The known name that somebody most likely meant, whatever its case and underscores; undefined if none is near. */
export function findNearest(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.replaceAll('_', '').toLowerCase();
  const nearest = closestMatch(plain(name), known.map(plain), { maxDistance });
  return known.find((candidate) => plain(candidate) === nearest);
}
