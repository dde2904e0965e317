import { formatAccessKey, maskAccessKey } from '../../core/access-key.ts';
import { type DigestPart, describeRest, footnotes, leavingText, linkToAll } from './digest-part.ts';
import { isolate } from './isolate.ts';
import { signature } from './mail-look.ts';
import { factsOf } from './notice-facts.ts';
import { describeConsequences, describeNotice, type NoticeWithUse, subjectOf } from './wording.ts';

/** All that the HTML of a digest says, as plain text. */
export function writeDigestText(input: DigestPart): string {
  const { look, headline, notices, shown, recipient, portalUrl } = input;
  const entries = shown.map((notice) => writeEntry(notice, input));
  const consequences = describeConsequences(notices);
  const rest = describeRest(input);
  // For a single key, the headline would only repeat the entry.
  const opening =
    notices.length === 1
      ? [...entries, ...consequences]
      : [`${subjectOf(headline)}.`, ...consequences, ...entries];
  return [
    ...opening,
    ...(rest === null ? [] : [`${rest}: ${linkToAll(portalUrl)}`]),
    ...footnotes(input),
    `${leavingText(input)}: ${recipient.unsubscribeUrl}`,
    signature(look),
  ].join('\n\n');
}

function writeEntry(notice: NoticeWithUse, part: DigestPart): string {
  const { key } = notice;
  const { lines, use, action, href } = factsOf(notice, part);
  return [
    `${isolate(key.name)} ${describeNotice(notice, part.now)}`,
    `  Access key: ${maskAccessKey(formatAccessKey(key))}`,
    ...lines.map((line) => `  ${line.join(' ')}`),
    ...(use === null ? [] : [`  ${use}`]),
    `  ${action}: ${href}`,
  ].join('\n');
}
