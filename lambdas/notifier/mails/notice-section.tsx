import { Heading } from '@react-email/heading';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { formatAccessKey, maskAccessKey } from '../../core/access-key.ts';
import { type DigestPart, linkTo } from './digest-part.ts';
import { bodyText, breakAnywhere } from './layout.tsx';
import { MailButton } from './mail-button.tsx';
import { type MailLook, paint } from './mail-look.ts';
import { callToAction, describeNotice, endingVerb, type NoticeWithUse } from './wording.ts';

const monospace = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';

/** Shape and word, so that nothing depends on the colour. */
const marks = { expired: '\u25a0', expiring: '\u25c6' } as const;

/** Red for what is refused; what nobody seems to need stands back. */
const useParts = { still_called: 'alarm', in_use: 'ink', unknown: 'muted', quiet: 'muted' } as const;

/** One key: its name and state, its access key, how long it works, whether it is in use, and a button. */
export function NoticeSection({
  notice,
  input,
  isNamed,
  isMostUrgent,
}: {
  notice: NoticeWithUse;
  input: DigestPart;
  /** Whether to say which key it is; the heading does so for a single one. */
  isNamed: boolean;
  isMostUrgent: boolean;
}) {
  const { look, describeEnding, describeUse, portalUrl, now } = input;
  const { key } = notice;
  const [ending, inUtc] = describeEnding(key.expiresAt);
  const use = describeUse(notice.use);
  const badge = <Badge look={look} notice={notice} now={now} />;
  return (
    <Section {...paint(look, 'rule', { marginTop: '20px' })}>
      {isNamed && (
        <Heading
          as="h2"
          {...paint(look, 'ink', { ...bodyText, ...breakAnywhere, fontWeight: 600, margin: '18px 0 4px' })}
        >
          <bdi style={{ marginRight: '4px' }}>{key.name}</bdi> {badge}
        </Heading>
      )}
      <Text {...paint(look, 'muted', { ...bodyText, margin: isNamed ? '0 0 14px' : '18px 0 16px' })}>
        Access key{' '}
        <span style={{ fontFamily: monospace, fontSize: '14px' }}>{maskAccessKey(formatAccessKey(key))}</span>
        {!isNamed && <> {badge}</>}
        <br />
        {endingVerb(notice)} {ending}
        {inUtc && <br />}
        {inUtc}
        {use && (
          <>
            <br />
            <span {...paint(look, useParts[notice.use.need])}>{use}</span>
          </>
        )}
      </Text>
      <MailButton look={look} part={isMostUrgent ? 'filled' : 'outlined'} href={linkTo(portalUrl, key.keyId)}>
        {callToAction(notice)}
      </MailButton>
    </Section>
  );
}

function Badge({ look, notice, now }: { look: MailLook; notice: NoticeWithUse; now: Date }) {
  const words = notice.kind === 'expired' ? 'Expired' : capitalize(describeNotice(notice, now));
  return (
    <span
      {...paint(look, notice.kind, {
        borderRadius: '6px',
        display: 'inline-block',
        fontSize: '12px',
        fontWeight: 500,
        lineHeight: '18px',
        padding: '0 7px',
      })}
    >
      <span aria-hidden="true" style={{ fontSize: '10px' }}>
        {marks[notice.kind]}
      </span>{' '}
      {words}
    </span>
  );
}

function capitalize(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
