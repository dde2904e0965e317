import { Button } from '@react-email/button';
import { Text } from '@react-email/text';
import { confirmationDays } from '../core/notice-email.ts';
import { MailLayout, writeHtml } from './layout.tsx';

const subject = 'Confirm this address for API key notices';

/** Asks a further address whether it wants the notices of an account. @param input.holder who has added the address */
export function renderConfirmation(input: { holder: string; link: string }): {
  subject: string;
  text: string;
  html: string;
} {
  const why = `${input.holder} wants notices about expiring API keys to be sent to this address, too.`;
  const ignore = `If you do not want them, do nothing: nothing else will be sent. The link works for ${confirmationDays} days.`;
  return {
    subject,
    text: [why, `To get them, open this link and confirm:\n${input.link}`, ignore].join('\n\n'),
    html: writeHtml(
      <MailLayout preview={why} title={subject}>
        <Text className="ink" style={text}>
          {why}
        </Text>
        <Button
          href={input.link}
          style={{
            backgroundColor: '#0b57d0',
            borderRadius: '6px',
            color: '#ffffff',
            fontSize: '14px',
            fontWeight: 600,
            padding: '9px 16px',
          }}
        >
          Confirm this address
        </Button>
        <Text className="soft" style={{ ...text, color: '#51606f' }}>
          {ignore}
        </Text>
      </MailLayout>,
    ),
  };
}

const text = { color: '#16202c', fontSize: '14px', lineHeight: '21px', margin: '16px 0' };
