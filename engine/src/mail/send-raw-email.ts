import { simpleParser } from 'mailparser';
import { checkMail, listOf, type OutgoingMail, required, SesError, tagsOf } from './send-email.ts';

/** Reads the form of a `SendRawEmail`. @throws SesError for what SES would refuse */
export async function readSendRawEmail(form: URLSearchParams): Promise<OutgoingMail> {
  const data = Buffer.from(required(form, 'RawMessage.Data'), 'base64');
  const message = await simpleParser(data, { skipTextToHtml: true });
  const headers = Object.fromEntries(message.headerLines.map(({ line }) => splitHeader(line)));
  const header = (name: string) => message.headerLines.find(({ key }) => key === name)?.line;
  if (header('from') === undefined)
    throw new SesError('InvalidParameterValue', 'Missing required header: From.');
  const addressesIn = (name: string) => (header(name)?.match(/[^\s<>,:]+@[^\s<>,]+/g) ?? []).map(String);
  const destinations = listOf(form, 'Destinations.member');
  const mail: OutgoingMail = {
    source: form.get('Source') ?? addressesIn('from')[0] ?? '',
    // What is given with the call outweighs the headers.
    to: destinations.length > 0 ? destinations : [...addressesIn('to'), ...addressesIn('cc')],
    cc: [],
    bcc: [],
    replyTo: addressesIn('reply-to'),
    subject: message.subject ?? '',
    text: message.text,
    html: message.html || undefined,
    headers,
    tags: tagsOf(form),
    configurationSet: form.get('ConfigurationSetName') ?? undefined,
  };
  checkMail(mail);
  return mail;
}

function splitHeader(line: string): [name: string, value: string] {
  const colon = line.indexOf(':');
  return [
    line.slice(0, colon),
    line
      .slice(colon + 1)
      .replace(/\r?\n\s+/g, ' ')
      .trim(),
  ];
}
