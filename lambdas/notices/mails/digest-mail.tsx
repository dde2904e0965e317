import { Button } from '@react-email/button';
import { Hr } from '@react-email/hr';
import { Link } from '@react-email/link';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { formatAccessKey, maskAccessKey } from '../../core/access-key.ts';
import type { Account } from '../../core/account.ts';
import type { Notice } from '../../core/digest.ts';
import { isSameEmail } from '../../core/notice-email.ts';
import { breakAnywhere, buttonStyle, MailLayout, softTextStyle, writeHtml } from './layout.tsx';
import { describeInstant, describeNotice, subjectOf } from './wording.ts';

export interface DigestInput {
  account: Pick<Account, 'timeZone' | 'email' | 'leadTimeMailsOffSince'>;
  /** Who gets this copy, and the link by which that one leaves. */
  recipient: { email: string; unsubscribeUrl: string };
  /** Most urgent first. */
  notices: readonly Notice[];
  portalUrl: string;
  now: Date;
}

const howToExtend =
  'Calls with an expired key are refused. To keep using a key, open it on the API Control page and give it a later expiration date. Its access key and secret key stay the same, and an expired key works again right away.';
const howToStop =
  'To stop notices about a key, delete it or clear its expiration date. The account’s settings say when notices are sent, and to whom.';

/** One email with all notices that an account is owed: subject, text and HTML. */
export function renderDigest(input: DigestInput): { subject: string; text: string; html: string } {
  const subject = subjectOf(input.notices, input.now);
  return {
    subject,
    text: writeText(input, subject),
    html: writeHtml(<DigestMail {...input} subject={subject} />),
  };
}

function writeText(input: DigestInput, subject: string): string {
  const { notices, account, recipient, portalUrl, now } = input;
  const entries = notices.map((notice) => {
    const { key } = notice;
    const accessKey = formatAccessKey(key);
    return [
      `${key.name} ${describeNotice(notice, now)}`,
      `  Access key: ${maskAccessKey(accessKey)}`,
      `  ${verb(notice)}: ${describeInstant(key.expiresAt, account.timeZone).join(' ')}`,
      `  ${callToAction(notice)}: ${linkTo(portalUrl, accessKey)}`,
    ].join('\n');
  });
  // For a single key, the subject would only repeat the entry.
  const headline = notices.length > 1 ? [`${subject}.`] : [];
  const leave = `${leavingText(input)}: ${recipient.unsubscribeUrl}`;
  return [...headline, ...entries, howToExtend, howToStop, whySent(input), leave].join('\n\n');
}

function DigestMail(input: DigestInput & { subject: string }) {
  const { notices, account, recipient, portalUrl, now, subject } = input;
  return (
    <MailLayout preview={previewOf(notices)} title={subject}>
      {notices.map((notice) => (
        <NoticeSection
          key={notice.key.keyId}
          notice={notice}
          account={account}
          portalUrl={portalUrl}
          now={now}
        />
      ))}
      <Hr className="rule" style={{ borderColor: '#dde3ea', margin: '24px 0 16px' }} />
      {[howToExtend, howToStop, whySent(input)].map((paragraph) => (
        <Text key={paragraph} className="soft" style={{ ...softTextStyle, ...breakAnywhere }}>
          {paragraph}
        </Text>
      ))}
      <Text className="soft" style={softTextStyle}>
        <Link href={recipient.unsubscribeUrl} className="link" style={{ color: '#0b57d0' }}>
          {leavingText(input)}
        </Link>
      </Text>
    </MailLayout>
  );
}

/** Cuts at whole characters: the component cuts long texts anywhere. */
function previewOf(notices: readonly Notice[]): string {
  return [...notices.map(({ key }) => key.name).join(', ')].slice(0, 70).join('');
}

function NoticeSection({
  notice,
  account,
  portalUrl,
  now,
}: Pick<DigestInput, 'account' | 'portalUrl' | 'now'> & { notice: Notice }) {
  const { key, kind } = notice;
  const accessKey = formatAccessKey(key);
  const link = linkTo(portalUrl, accessKey);
  const [expiry, inUtc] = describeInstant(key.expiresAt, account.timeZone);
  return (
    <Section
      className="rule"
      style={{ borderTop: '1px solid #dde3ea', marginTop: '20px', paddingTop: '16px' }}
    >
      <Text
        className="ink"
        style={{
          ...breakAnywhere,
          color: '#16202c',
          fontSize: '16px',
          fontWeight: 600,
          lineHeight: '24px',
          margin: 0,
        }}
      >
        <Link href={link} className="link" style={{ color: '#0b57d0' }}>
          <bdi>{key.name}</bdi>
        </Link>{' '}
        <span className={kind} style={{ color: kind === 'expired' ? '#b3261e' : '#8a5a00' }}>
          {describeNotice(notice, now)}
        </span>
      </Text>
      <Text className="soft" style={{ ...softTextStyle, margin: '4px 0 12px' }}>
        Access key: {maskAccessKey(accessKey)}
        <br />
        {verb(notice)}: {expiry}
        {inUtc && <br />}
        {inUtc}
      </Text>
      <Button href={link} style={buttonStyle}>
        {callToAction(notice)}
      </Button>
    </Section>
  );
}

function verb({ kind }: Notice): string {
  return kind === 'expired' ? 'Expired' : 'Expires';
}

function callToAction({ kind }: Notice): string {
  return kind === 'expired' ? 'Restore this key' : 'Extend this key';
}

function isHolder({ account, recipient }: DigestInput): boolean {
  return isSameEmail(account.email, recipient.email);
}

/** An additional recipient can't change the settings, and does not know by whom it was added. */
function whySent(input: DigestInput): string {
  const { email, leadTimeMailsOffSince } = input.account;
  if (!isHolder(input))
    return `You get this email because you confirmed that you want the notices of ${email}.`;
  return leadTimeMailsOffSince
    ? 'You turned off emails before keys expire. You still get this one, because calls with an expired key are refused.'
    : 'You get this email because you sign in with this address.';
}

function leavingText(input: DigestInput): string {
  return isHolder(input) ? 'Get no emails before keys expire' : 'Get no more of these emails';
}

/** The key's page, with the dialog that restores or extends it. */
function linkTo(portalUrl: string, accessKey: string): string {
  return `${portalUrl}/keys/${accessKey}?extend`;
}
