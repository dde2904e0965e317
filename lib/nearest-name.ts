/** More changes than this, and it is another name rather than a misspelt one. */
const mostEdits = 3;

/** The known name that somebody most likely meant, or undefined if none is near. */
export function findNearest(name: string, known: readonly string[]): string | undefined {
  const plain = (text: string) => text.replaceAll('_', '').toLowerCase();
  const [nearest] = known
    .map((candidate) => ({ candidate, edits: countEdits(plain(name), plain(candidate)) }))
    .filter(({ edits }) => edits <= mostEdits)
    .toSorted((left, right) => left.edits - right.edits);
  return nearest?.candidate;
}

/** The Levenshtein distance: how many letters to add, remove or replace to turn one text into the other. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, column) => column);
  for (const [index, letter] of [...from].entries()) {
    const next = [index + 1];
    for (let column = 1; column <= to.length; column += 1) {
      const replaced = (row[column - 1] ?? 0) + (letter === to[column - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[column] ?? 0) + 1, (next[column - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
