import { Button } from '@react-email/button';
import { Hr } from '@react-email/hr';
import { Link } from '@react-email/link';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { formatAccessKey, maskAccessKey } from '../../core/access-key.ts';
import type { Account } from '../../core/account.ts';
import type { Notice } from '../../core/digest.ts';
import { breakAnywhere, buttonStyle, MailLayout, softTextStyle, writeHtml } from './layout.tsx';
import { describeInstant, describeNotice, subjectOf } from './wording.ts';

export interface DigestInput {
  account: Pick<Account, 'timeZone' | 'email'>;
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

function writeText({ notices, account, portalUrl, now }: DigestInput, subject: string): string {
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
  return [...headline, ...entries, howToExtend, howToStop, whySent(account)].join('\n\n');
}

function DigestMail({ notices, account, portalUrl, now, subject }: DigestInput & { subject: string }) {
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
      {[howToExtend, howToStop, whySent(account)].map((paragraph) => (
        <Text key={paragraph} className="soft" style={{ ...softTextStyle, ...breakAnywhere }}>
          {paragraph}
        </Text>
      ))}
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
}: Omit<DigestInput, 'notices'> & { notice: Notice }) {
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

/** Also for additional recipients, who can't change the settings themselves. */
function whySent({ email }: DigestInput['account']): string {
  return `This email goes to every notice recipient of the account ${email}.`;
}

/** The key on the API Control page. */
function linkTo(portalUrl: string, accessKey: string): string {
  return `${portalUrl}/keys/${accessKey}`;
}
