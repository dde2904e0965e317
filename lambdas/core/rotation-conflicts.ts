import { formatInstant } from './instant.ts';
import type { Counting } from './key-use.ts';
import type { KeySecrets } from './rotation.ts';

// What the problems of a rotation say: which secret would end, and what is known of its use.

/** Of a new rotation during another. */
export function explainRotationInProgress(
  { next, old, lastUsed }: Pick<KeySecrets, 'next' | 'old' | 'lastUsed'>,
  counting: Counting,
): string {
  const until = old?.endsAt ? `, which works until ${formatInstant(old.endsAt)},` : '';
  const which = next ? 'The new secret of the rotation in progress' : `The old secret${until}`;
  const use = describeUse(lastUsed.get((next ?? old)?.no ?? 0) ?? null, counting);
  return `${which} would end at once. ${use} Finish or cancel the rotation first, or send force: true to go on.`;
}

/** Of a rotation to cancel whose new secret is in use. */
export function explainRotationInUse({
  current,
  next,
  lastUsed,
}: Pick<KeySecrets, 'current' | 'next' | 'lastUsed'>): string {
  const usedAt = lastUsed.get((next ?? current).no);
  const when = usedAt ? `was last used at ${formatInstant(usedAt)}` : 'has been used';
  return `The new secret ${when}, and would end at once. Finish the rotation, or send ?force=true to go back to the old secret.`;
}

function describeUse(usedAt: Date | null, counting: Counting): string {
  if (usedAt) return `It was last used at ${formatInstant(usedAt)}.`;
  return counting ? `No use of it is known up to ${formatInstant(counting.asOf)}.` : 'Its use is not known.';
}
