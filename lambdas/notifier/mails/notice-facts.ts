import { isAboutAccess } from '../../core/access-notices.ts';
import { isAboutLeak } from '../../core/leak-notices.ts';
import { isAboutRotation } from '../../core/rotation-notices.ts';
import { describeAccessFacts } from './access-wording.ts';
import { type DigestPart, linkTo } from './digest-part.ts';
import { describeLeakFacts } from './leak-wording.ts';
import { describeRotationFacts, rotationBadge } from './rotation-wording.ts';
import { callToAction, describeNotice, endingVerb, type NoticeWithUse } from './wording.ts';

/** What a mail says about one key, besides its name and access key; in text and in HTML. */
export interface NoticeFacts {
  badge: string;
  /** A line each; what belongs to it is below it. */
  lines: string[][];
  /** Whether the key is in use; null: nothing is known that would help. */
  use: string | null;
  action: string;
  href: string;
}

export function factsOf(notice: NoticeWithUse, part: DigestPart): NoticeFacts {
  const { portalUrl, now } = part;
  const action = callToAction(notice);
  const href = linkTo(portalUrl, notice);
  if (isAboutLeak(notice)) {
    const lines = describeLeakFacts(notice, part.describeInstant);
    return { badge: 'Leaked', lines, use: null, action, href };
  }
  if (isAboutAccess(notice)) {
    const lines = describeAccessFacts(notice, part.describeInstant);
    return { badge: 'New access', lines, use: null, action, href };
  }
  if (isAboutRotation(notice)) {
    return {
      badge: rotationBadge(notice, now),
      lines: describeRotationFacts(notice, part),
      use: null,
      action,
      href,
    };
  }
  const [ending = '', ...inUtc] = part.describeEnding(notice.key.expiresAt);
  return {
    badge: notice.kind === 'expired' ? 'Expired' : capitalize(describeNotice(notice, now)),
    lines: [[`${endingVerb(notice)} ${ending}`, ...inUtc]],
    use: part.describeUse(notice.use),
    action,
    href,
  };
}

function capitalize(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
