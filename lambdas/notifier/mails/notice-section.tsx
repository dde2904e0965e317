import { Heading } from '@react-email/heading';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { Fragment } from 'react';
import { formatAccessKey, maskAccessKey } from '../../core/access-key.ts';
import type { DigestPart } from './digest-part.ts';
import { bodyText, breakAnywhere } from './layout.tsx';
import { MailButton } from './mail-button.tsx';
import { type MailLook, paint } from './mail-look.ts';
import { factsOf } from './notice-facts.ts';
import type { NoticeWithUse } from './wording.ts';

const monospace = 'ui-monospace, SFMono-Regular, Menlo, Consolas, monospace';

/** Shape and word, so that nothing depends on the colour. */
const marks = {
  expired: '\u25a0',
  expiring: '\u25c6',
  rotated: '\u25cf',
  rotation_pending: '\u25cb',
  secret_ending: '\u25c6',
  secret_leaked: '\u25a0',
  access_granted: '\u25cf',
} as const;

const badgeParts = {
  expired: 'expired',
  expiring: 'expiring',
  rotated: 'expiring',
  rotation_pending: 'pending',
  secret_ending: 'expiring',
  secret_leaked: 'expired',
  access_granted: 'expiring',
} as const;

/** Red for what is refused; what nobody seems to need stands back. */
const useParts = { still_called: 'alarm', in_use: 'ink', unknown: 'muted', quiet: 'muted' } as const;

/** One key: its name and state, its access key, the facts, whether it is in use, and a button. */
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
  const { look } = input;
  const { key } = notice;
  const { badge: words, lines, use, action, href } = factsOf(notice, input);
  const badge = <Badge look={look} kind={notice.kind} words={words} />;
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
      <Text
        {...paint(look, 'muted', {
          ...bodyText,
          ...breakAnywhere,
          margin: isNamed ? '0 0 14px' : '18px 0 16px',
        })}
      >
        Access key{' '}
        <span style={{ fontFamily: monospace, fontSize: '14px' }}>{maskAccessKey(formatAccessKey(key))}</span>
        {!isNamed && <> {badge}</>}
        {lines.flat().map((line) => (
          <Fragment key={line}>
            <br />
            {line}
          </Fragment>
        ))}
        {use && (
          <>
            <br />
            <span {...paint(look, useParts[notice.use.need])}>{use}</span>
          </>
        )}
      </Text>
      <MailButton look={look} part={isMostUrgent ? 'filled' : 'outlined'} href={href}>
        {action}
      </MailButton>
    </Section>
  );
}

function Badge({ look, kind, words }: { look: MailLook; kind: NoticeWithUse['kind']; words: string }) {
  return (
    <span
      {...paint(look, badgeParts[kind], {
        borderRadius: '6px',
        display: 'inline-block',
        fontSize: '12px',
        fontWeight: 500,
        lineHeight: '18px',
        padding: '0 7px',
      })}
    >
      <span aria-hidden="true" style={{ fontSize: '10px' }}>
        {marks[kind]}
      </span>{' '}
      {words}
    </span>
  );
}
