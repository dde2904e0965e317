import { Link } from '@react-email/link';
import { Section } from '@react-email/section';
import { Text } from '@react-email/text';
import { confirmationDays } from '../../core/notice-email.ts';
import { bodyText, breakAnywhere, MailLayout, smallText, writeHtml } from './layout.tsx';
import { MailButton } from './mail-button.tsx';
import { type MailLook, paint, signature } from './mail-look.ts';

const subject = 'Confirm this address for API key notices';
const ignore = `If you don’t want them, ignore this email: nothing else will be sent. The link works for ${confirmationDays} days.`;

/**
 * Asks an additional recipient to confirm that it wants an account's notices.
 * @param input.holder who added the address
 */
export function renderConfirmation({
  look,
  holder,
  link,
}: {
  look: MailLook;
  holder: string;
  link: string;
}): {
  subject: string;
  text: string;
  html: string;
} {
  const why = `${holder} asked us to send notices about expiring API keys to this address.`;
  return {
    subject,
    text: [why, `To get them, open this link and confirm:\n${link}`, ignore, signature(look)].join('\n\n'),
    html: writeHtml(
      <MailLayout
        look={look}
        preview={why}
        title={subject}
        heading={subject}
        footer={
          <>
            <Text {...paint(look, 'muted', { ...smallText, ...breakAnywhere })}>
              If the button doesn’t work, open{' '}
              <Link href={link} {...paint(look, 'link', { textDecoration: 'underline' })}>
                {link}
              </Link>
            </Text>
            <Text {...paint(look, 'muted', smallText)}>{ignore}</Text>
          </>
        }
      >
        <Text {...paint(look, 'muted', { ...bodyText, ...breakAnywhere, margin: '0 0 20px' })}>{why}</Text>
        <Section>
          <MailButton look={look} part="filled" href={link}>
            Confirm this address
          </MailButton>
        </Section>
      </MailLayout>,
    ),
  };
}
