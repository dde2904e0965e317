import { Button } from '@react-email/button';
import { Link } from '@react-email/link';
import { Text } from '@react-email/text';
import { confirmationDays } from '../../core/notice-email.ts';
import { breakAnywhere, buttonStyle, MailLayout, softTextStyle, textStyle, writeHtml } from './layout.tsx';

const subject = 'Confirm this address for API key notices';
const ignore = `If you don’t want them, ignore this email: nothing else will be sent. The link works for ${confirmationDays} days.`;

/**
 * Asks an additional recipient to confirm that it wants an account's notices.
 * @param input.holder who added the address
 */
export function renderConfirmation({ holder, link }: { holder: string; link: string }): {
  subject: string;
  text: string;
  html: string;
} {
  const why = `${holder} asked us to send notices about expiring API keys to this address.`;
  return {
    subject,
    text: [why, `To get them, open this link and confirm:\n${link}`, ignore].join('\n\n'),
    html: writeHtml(
      <MailLayout preview={why} title={subject}>
        <Text className="ink" style={{ ...textStyle, ...breakAnywhere }}>
          {why}
        </Text>
        <Button href={link} style={buttonStyle}>
          Confirm this address
        </Button>
        <Text className="soft" style={{ ...softTextStyle, ...breakAnywhere, margin: '16px 0 8px' }}>
          If the button doesn’t work, open{' '}
          <Link href={link} className="link" style={{ color: '#0b57d0' }}>
            {link}
          </Link>
        </Text>
        <Text className="soft" style={softTextStyle}>
          {ignore}
        </Text>
      </MailLayout>,
    ),
  };
}
