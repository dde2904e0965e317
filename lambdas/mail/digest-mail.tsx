import { Button } from '@react-email/button';
import { Hr } from '@react-email/hr';
import { Link } from '@react-email/link';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { formatAccessKey, maskAccessKey } from '../core/access-key.ts';
import type { Account } from '../core/account.ts';
import type { Notice } from '../core/digest.ts';
import { MailLayout, writeHtml } from './layout.tsx';
import { describeInstant, describeNotice, subjectOf } from './wording.ts';

export interface DigestInput {
  account: Pick<Account, 'timeZone' | 'email'>;
  /** The most urgent first. */
  notices: readonly Notice[];
  portalUrl: string;
  now: Date;
}

const howToExtend =
  'To keep a key in use, open it on the API Control page and edit its expiration date. The access key and the secret key stay the same, and an expired key works again at once.';
const howToStop =
  'To hear no more of a key, delete it or clear its expiration date. When and where notices are sent is set in your account’s settings.';

/** One mail about all keys of an account that something is to be told about: subject, text and HTML. */
export function renderDigest(input: DigestInput): { subject: string; text: string; html: string } {
  const subject = subjectOf(input.notices, input.now);
  return {
    subject,
    text: writeText(input, subject),
    html: writeHtml(<DigestMail {...input} subject={subject} />),
  };
}

function writeText({ notices, account, portalUrl, now }: DigestInput, subject: string): string {
  const entries = notices.map((notice) => {
    const { key } = notice;
    const accessKey = formatAccessKey(key);
    return [
      `${key.name} ${describeNotice(notice, now)}`,
      `  Access key: ${maskAccessKey(accessKey)}`,
      `  ${verb(notice)}: ${describeInstant(key.expiresAt, account.timeZone)}`,
      `  Extend it: ${linkTo(portalUrl, accessKey)}`,
    ].join('\n');
  });
  return [
    `${subject}.`,
    ...entries,
    howToExtend,
    howToStop,
    `Sent to the holders of the account of ${account.email}.`,
  ].join('\n\n');
}

function DigestMail({ notices, account, portalUrl, now, subject }: DigestInput & { subject: string }) {
  return (
    <MailLayout preview={notices.map(({ key }) => key.name).join(', ')} title={subject}>
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
      <Text className="soft" style={softText}>
        {howToExtend}
      </Text>
      <Text className="soft" style={softText}>
        {howToStop} Sent to the holders of the account of {account.email}.
      </Text>
    </MailLayout>
  );
}

function NoticeSection({
  notice,
  account,
  portalUrl,
  now,
}: Omit<DigestInput, 'notices'> & { notice: Notice }) {
  const { key, kind } = notice;
  const accessKey = formatAccessKey(key);
  const link = linkTo(portalUrl, accessKey);
  return (
    <Section
      className="rule"
      style={{ borderTop: '1px solid #dde3ea', marginTop: '20px', paddingTop: '16px' }}
    >
      <Text className="ink" style={{ color: '#16202c', fontSize: '16px', fontWeight: 600, margin: 0 }}>
        <Link href={link} className="link" style={{ color: '#0b57d0' }}>
          {key.name}
        </Link>{' '}
        <span className={kind} style={{ color: kind === 'expired' ? '#b3261e' : '#8a5a00' }}>
          {describeNotice(notice, now)}
        </span>
      </Text>
      <Text className="soft" style={{ ...softText, margin: '4px 0 12px' }}>
        Access key {maskAccessKey(accessKey)}
        <br />
        {verb(notice)} {describeInstant(key.expiresAt, account.timeZone)}
      </Text>
      <Button
        href={link}
        style={{
          backgroundColor: '#0b57d0',
          borderRadius: '6px',
          color: '#ffffff',
          fontSize: '14px',
          fontWeight: 600,
          padding: '9px 16px',
        }}
      >
        {kind === 'expired' ? 'Restore this key' : 'Extend this key'}
      </Button>
    </Section>
  );
}

const softText = { color: '#51606f', fontSize: '14px', lineHeight: '21px', margin: '0 0 8px' };

function verb({ kind }: Notice): string {
  return kind === 'expired' ? 'Expired' : 'Expires';
}

/** The key on the API Control page. */
function linkTo(portalUrl: string, accessKey: string): string {
  return `${portalUrl}/keys/${accessKey}`;
}
