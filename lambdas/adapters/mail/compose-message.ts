/// <reference path="./nodemailer.d.ts" />
import MailComposer from 'nodemailer/lib/mail-composer/index.js';
import type { Mail } from './mailer.ts';

/** Who a mail comes from. */
export interface Sender {
  /** The address; SES checks it. */
  address: string;
  /** What inboxes show; empty: the address. */
  name: string;
  /** Where replies go; null: to the sender. */
  replyTo: string | null;
}

/**
 * A mail as a MIME message: text and HTML as alternatives, and the headers by which a reader's mail program
 * offers to leave by one click (RFC 8058).
 */
export function composeMessage(mail: Mail, { address, name, replyTo }: Sender): Promise<Buffer> {
  const { to, subject, text, html, unsubscribeUrl } = mail;
  return new MailComposer({
    from: { address, name },
    to: { address: to, name: '' },
    ...(replyTo !== null && { replyTo: { address: replyTo, name: '' } }),
    subject,
    text,
    html,
    headers: {
      // Prepared: folded lines would break the link in some mail programs.
      'List-Unsubscribe': { prepared: true, value: `<${unsubscribeUrl}>` },
      'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
    },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build();
}
