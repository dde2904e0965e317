import { Button } from '@react-email/button';
import { Hr } from '@react-email/hr';
import { Link } from '@react-email/link';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { formatAccessKey, maskAccessKey } from '../../core/access-key.ts';
import type { Account } from '../../core/account.ts';
import type { Notice } from '../../core/digest.ts';
import { isSameEmail } from '../../core/notice-email.ts';
import { breakAnywhere, buttonStyle, MailLayout, softTextStyle, textStyle, writeHtml } from './layout.tsx';
import { describeEnding, describeNotice, subjectOf } from './wording.ts';

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

/**
 * Bytes of text and HTML together. Encoded for the way they grow, by up to half in the worst scripts, and still
 * stay below 100 KB: Gmail shows no more than 102.
 */
const sizeLimit = 64_000;

/**
 * One email with all notices that an account is owed: subject, text and HTML. Beyond what fits, it names the most
 * urgent keys and says how many more there are.
 */
export function renderDigest(input: DigestInput): { subject: string; text: string; html: string } {
  const subject = subjectOf(input.notices, input.now);
  for (let shown = input.notices.length; ; ) {
    const part = { ...input, subject, shown: input.notices.slice(0, shown) };
    const text = writeText(part);
    const html = writeHtml(<DigestMail {...part} />);
    const size = Buffer.byteLength(text) + Buffer.byteLength(html);
    if (size <= sizeLimit || shown <= 1) return { subject, text, html };
    shown = Math.max(1, Math.min(shown - 1, Math.floor((shown * sizeLimit) / size)));
  }
}

/** A mail with the notices of the keys that it names. */
interface DigestPart extends DigestInput {
  subject: string;
  shown: readonly Notice[];
}

/** How many keys are not named; empty: none. */
function describeRest({ notices, shown }: DigestPart): string[] {
  const more = notices.length - shown.length;
  return more === 0 ? [] : [`And ${more} more`];
}

function writeText(input: DigestPart): string {
  const { notices, shown, account, recipient, portalUrl, now, subject } = input;
  const entries = shown.map((notice) => {
    const { key } = notice;
    const accessKey = formatAccessKey(key);
    return [
      `${key.name} ${describeNotice(notice, now)}`,
      `  Access key: ${maskAccessKey(accessKey)}`,
      `  ${verb(notice)} ${describeEnding(key.expiresAt, account.timeZone).join(' ')}`,
      `  ${callToAction(notice)}: ${linkTo(portalUrl, key.keyId)}`,
    ].join('\n');
  });
  // For a single key, the subject would only repeat the entry.
  const headline = notices.length > 1 ? [`${subject}.`] : [];
  const leave = `${leavingText(input)}: ${recipient.unsubscribeUrl}`;
  const rest = describeRest(input).map((line) => `${line}: ${portalUrl}/keys`);
  return [...headline, ...entries, ...rest, howToExtend, howToStop, whySent(input), leave].join('\n\n');
}

function DigestMail(input: DigestPart) {
  const { shown, account, recipient, portalUrl, now, subject } = input;
  return (
    <MailLayout preview={previewOf(shown)} title={subject}>
      {shown.map((notice) => (
        <NoticeSection
          key={notice.key.keyId}
          notice={notice}
          account={account}
          portalUrl={portalUrl}
          now={now}
        />
      ))}
      {describeRest(input).map((line) => (
        <Text key={line} className="ink" style={{ ...textStyle, fontWeight: 600 }}>
          <Link href={`${portalUrl}/keys`} className="link" style={{ color: '#0b57d0' }}>
            {line}
          </Link>
        </Text>
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
  const link = linkTo(portalUrl, key.keyId);
  const [expiry, inUtc] = describeEnding(key.expiresAt, account.timeZone);
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
        {verb(notice)} {expiry}
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
  return kind === 'expired' ? 'Worked' : 'Works';
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

/**
 * The key's page, with the dialog that restores or extends it. The mail masks the access key, so the link has
 * only the half that names the key within the account.
 */
function linkTo(portalUrl: string, keyId: string): string {
  return `${portalUrl}/keys/${keyId}?extend`;
}
