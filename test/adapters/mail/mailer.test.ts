import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SESClient } from '@aws-sdk/client-ses';
import { simpleParser } from 'mailparser';
import { MailError, Mailer } from '../../../lambdas/adapters/mail/mailer.ts';

const settings = {
  sender: { address: 'keys@example.com', name: 'API keys – Müller', replyTo: 'help@example.com' },
  configurationSet: 'mails',
};
const unsubscribeUrl = `https://keys.example.com/leave?token=${'t'.repeat(200)}`;
const mail = {
  to: 'holder@example.com',
  subject: 'A subject – Grüße',
  text: 'A text – Grüße',
  html: '<p>A text</p>',
  unsubscribeUrl,
};

const tags = { accountId: 'A'.repeat(12), attemptId: 'attempt-1' };

let server: Server;
/** What the mail service returns; null: the connection breaks. */
let canned: { status: number; body: string } | null;
let calls: URLSearchParams[];
let mailer: Mailer;

beforeEach(async () => {
  calls = [];
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    calls.push(new URLSearchParams(Buffer.concat(chunks).toString()));
    if (canned) response.writeHead(canned.status, { 'content-type': 'text/xml' }).end(canned.body);
    else request.socket.destroy();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const client = new SESClient({
    maxAttempts: 1,
    region: 'us-east-1',
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
  mailer = new Mailer(settings, client);
});
afterEach(() => {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
});

/** As SES's query protocol tells of a fault. */
function refuse(code: string, message = 'A text of SES.', status = 400): void {
  const error = `<Error><Type>Sender</Type><Code>${code}</Code><Message>${message}</Message></Error>`;
  const body = `<ErrorResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">${error}<RequestId>r</RequestId></ErrorResponse>`;
  canned = { status, body };
}

const kindOf = (sending: Promise<unknown>) =>
  sending.then(
    () => 'sent',
    (error: unknown) => (error instanceof MailError ? error.kind : error),
  );

it('sends one recipient text and HTML, a way to leave by one click, and the tags of the account and the attempt', async () => {
  const result = '<SendRawEmailResult><MessageId>m-1</MessageId></SendRawEmailResult>';
  canned = {
    status: 200,
    body: `<SendRawEmailResponse xmlns="http://ses.amazonaws.com/doc/2010-12-01/">${result}</SendRawEmailResponse>`,
  };
  expect(await mailer.send(mail, tags)).toBe('m-1');
  const [call = new URLSearchParams()] = calls;
  expect(Object.fromEntries(call)).toMatchObject({
    Action: 'SendRawEmail',
    Source: 'keys@example.com',
    'Destinations.member.1': 'holder@example.com',
    'Tags.member.1.Name': 'latchkey-account',
    'Tags.member.1.Value': 'AAAAAAAAAAAA',
    'Tags.member.2.Name': 'latchkey-attempt',
    'Tags.member.2.Value': 'attempt-1',
    ConfigurationSetName: 'mails',
  });
  const message = await simpleParser(Buffer.from(call.get('RawMessage.Data') ?? '', 'base64'));
  expect(message).toMatchObject({ subject: mail.subject, text: mail.text, html: mail.html });
  expect(message.headerLines.map(({ line }) => line)).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^From: =\?UTF-8\?.*<keys@example\.com>$/),
      'To: holder@example.com',
      'Reply-To: help@example.com',
      // Unfolded, as RFC 8058 has it.
      `List-Unsubscribe: <${unsubscribeUrl}>`,
      'List-Unsubscribe-Post: List-Unsubscribe=One-Click',
    ]),
  );
});

const unverified = (address: string) =>
  `Email address is not verified. The following identities failed the check in region US-EAST-1: ${address}`;

it.each([
  ['Throttling', 'Maximum sending rate exceeded.', 'throttled'],
  ['Throttling', 'Daily message quota exceeded.', 'throttled'],
  ['LimitExceeded', 'Too many.', 'throttled'],
  ['MessageRejected', 'Local address contains control or whitespace', 'refused'],
  ['MessageRejected', unverified('holder@example.com'), 'refused'],
  ['MessageRejected', unverified('monkeys@example.com'), 'refused'],
  ['MessageRejected', unverified('keys@example.com'), 'misconfigured'],
  ['MessageRejected', unverified('Keys@Example.com, holder@example.com'), 'misconfigured'],
  ['MailFromDomainNotVerifiedException', 'No.', 'misconfigured'],
  ['ConfigurationSetDoesNotExist', 'No.', 'misconfigured'],
  ['AccessDenied', 'No.', 'misconfigured'],
])('maps %s (%s) to: %s', async (code, message, kind) => {
  refuse(code, message);
  expect(await kindOf(mailer.send(mail, tags))).toBe(kind);
  expect(calls).toHaveLength(1);
});

it('does not know whether a mail was accepted when the service fails or its response is lost, and tries only once', async () => {
  refuse('InternalFailure', 'Oh.', 500);
  expect(await kindOf(mailer.send(mail, tags))).toBe('unknown');
  canned = null;
  expect(await kindOf(mailer.send(mail, tags))).toBe('unknown');
  expect(calls).toHaveLength(2);
});
