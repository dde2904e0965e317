import { formatAccessKey, maskAccessKey } from '../../core/access-key.ts';
import { type DigestPart, describeRest, footnotes, leavingText, linkTo, linkToAll } from './digest-part.ts';
import { isolate } from './isolate.ts';
import {
  callToAction,
  describeConsequence,
  describeNotice,
  endingVerb,
  type NoticeWithUse,
  subjectOf,
} from './wording.ts';

/** All that the HTML of a digest says, as plain text. */
export function writeDigestText(input: DigestPart): string {
  const { look, headline, notices, shown, recipient, portalUrl } = input;
  const entries = shown.map((notice) => writeEntry(notice, input));
  const consequence = describeConsequence(notices);
  const rest = describeRest(input);
  // For a single key, the headline would only repeat the entry.
  const opening =
    notices.length === 1 ? [...entries, consequence] : [`${subjectOf(headline)}.`, consequence, ...entries];
  return [
    ...opening,
    ...(rest === null ? [] : [`${rest}: ${linkToAll(portalUrl)}`]),
    ...footnotes(input),
    `${leavingText(input)}: ${recipient.unsubscribeUrl}`,
    look.brandName,
  ].join('\n\n');
}

function writeEntry(notice: NoticeWithUse, part: DigestPart): string {
  const { describeEnding, describeUse, portalUrl, now } = part;
  const { key } = notice;
  const use = describeUse(notice.use);
  return [
    `${isolate(key.name)} ${describeNotice(notice, now)}`,
    `  Access key: ${maskAccessKey(formatAccessKey(key))}`,
    `  ${endingVerb(notice)} ${describeEnding(key.expiresAt).join(' ')}`,
    ...(use === null ? [] : [`  ${use}`]),
    `  ${callToAction(notice)}: ${linkTo(portalUrl, key.keyId)}`,
  ].join('\n');
}
