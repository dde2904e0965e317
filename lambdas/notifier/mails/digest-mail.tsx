import { Link } from '@react-email/link';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import type { ToldNotice } from '../../core/digest.ts';
import { judgeNoticeUse } from '../../core/notice-use.ts';
import {
  type DigestInput,
  type DigestPart,
  describeRest,
  footnotes,
  leavingText,
  linkToAll,
} from './digest-part.ts';
import { writeDigestText } from './digest-text.ts';
import { endingsIn, instantsIn } from './ending.ts';
import { isolate } from './isolate.ts';
import { bodyText, breakAnywhere, MailLayout, smallText, writeHtml } from './layout.tsx';
import { paint } from './mail-look.ts';
import { factsOf } from './notice-facts.ts';
import { NoticeSection } from './notice-section.tsx';
import { momentsIn, wordsOfUseIn } from './use-words.ts';
import { describeConsequences, headlineOf, subjectOf } from './wording.ts';

/**
 * Bytes of text and HTML together. Encoded for the way they grow, by up to half in the worst scripts, and still
 * stay below 100 KB: Gmail shows no more than 102.
 */
const sizeLimit = 64_000;

/** More keys never fit: the HTML of each has more than a kilobyte. Spares the rendering of hundreds. */
const mostShown = 60;

/**
 * One email with all notices that an account is owed: subject, text and HTML. Beyond what fits, it names the most
 * urgent keys and says how many more there are.
 */
export function renderDigest(input: DigestInput): { subject: string; text: string; html: string } {
  const { account, counting, now } = input;
  const notices = input.notices.map((each) => ({ ...each, use: judgeNoticeUse(each.key, counting, now) }));
  const headline = headlineOf(notices, now);
  const moments = momentsIn(account.timeZone, now);
  const words = {
    moments,
    describeEnding: endingsIn(account.timeZone),
    describeInstant: instantsIn(account.timeZone),
    describeUse: wordsOfUseIn(moments),
  };
  for (let shown = Math.min(mostShown, notices.length); ; ) {
    const part = { ...input, ...words, notices, headline, shown: notices.slice(0, shown) };
    const text = writeDigestText(part);
    const html = writeHtml(<DigestMail {...part} />);
    const size = Buffer.byteLength(text) + Buffer.byteLength(html);
    if (size <= sizeLimit || shown <= 1) return { subject: subjectOf(headline), text, html };
    shown = Math.max(1, Math.min(shown - 1, Math.floor((shown * sizeLimit) / size)));
  }
}

function DigestMail(input: DigestPart) {
  const { look, headline, notices, shown, recipient, portalUrl } = input;
  const isSingle = notices.length === 1;
  const rest = describeRest(input);
  const consequences = describeConsequences(notices);
  const [first] = shown;
  const use = first && factsOf(first, input).use;
  return (
    <MailLayout
      look={look}
      preview={isSingle ? [use, ...consequences].filter(Boolean).join('. ') : previewOf(shown)}
      title={subjectOf(headline)}
      heading={
        <>
          {headline.name !== null && (
            <>
              <bdi>{headline.name}</bdi>{' '}
            </>
          )}
          {headline.fact}
        </>
      }
      footer={
        <>
          {footnotes(input).map((paragraph) => (
            <Text key={paragraph} {...paint(look, 'muted', { ...smallText, ...breakAnywhere })}>
              {paragraph}
            </Text>
          ))}
          <Text {...paint(look, 'muted', smallText)}>
            <Link href={recipient.unsubscribeUrl} {...paint(look, 'link', { textDecoration: 'underline' })}>
              {leavingText(input)}
            </Link>
          </Text>
        </>
      }
    >
      {consequences.map((consequence, index) => (
        <Text
          key={consequence}
          {...paint(look, 'muted', { ...bodyText, marginTop: index === 0 ? 0 : '12px' })}
        >
          {consequence}
        </Text>
      ))}
      {shown.map((notice, index) => (
        <NoticeSection
          key={`${notice.key.keyId} ${notice.kind}`}
          notice={notice}
          input={input}
          isNamed={!isSingle}
          isMostUrgent={index === 0}
        />
      ))}
      {rest !== null && (
        <Section {...paint(look, 'rule', { marginTop: '20px' })}>
          <Text {...paint(look, 'ink', { ...bodyText, fontWeight: 600, margin: '18px 0 0' })}>
            <Link href={linkToAll(portalUrl)} {...paint(look, 'link', { textDecoration: 'underline' })}>
              {rest}
            </Link>
          </Text>
        </Section>
      )}
    </MailLayout>
  );
}

/** Cuts at whole characters: the component cuts long texts anywhere. */
function previewOf(notices: readonly ToldNotice[]): string {
  return [...notices.map(({ key }) => isolate(key.name)).join(', ')].slice(0, 70).join('');
}
