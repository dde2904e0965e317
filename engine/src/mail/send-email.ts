/** A mail as SES's query protocol gives it. */
export interface OutgoingMail {
  readonly source: string;
  readonly to: readonly string[];
  readonly cc: readonly string[];
  readonly bcc: readonly string[];
  readonly replyTo: readonly string[];
  readonly subject: string;
  readonly text: string | undefined;
  readonly html: string | undefined;
  /** As the sender wrote them; none of a mail that SES itself puts together. */
  readonly headers: Readonly<Record<string, string>>;
  /** By name. */
  readonly tags: ReadonlyMap<string, string>;
  readonly configurationSet: string | undefined;
}

/** A refusal by SES. The SDK names its error by the code. */
export class SesError extends Error {
  readonly code: string;
  readonly status: number;

  constructor(code: string, message: string, status = 400) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

/** SES's limit for one call. */
const maxRecipients = 50;

/** Reads the form of a `SendEmail`. @throws SesError for what SES would refuse */
export function readSendEmail(form: URLSearchParams): OutgoingMail {
  const mail: OutgoingMail = {
    source: required(form, 'Source'),
    to: listOf(form, 'Destination.ToAddresses.member'),
    cc: listOf(form, 'Destination.CcAddresses.member'),
    bcc: listOf(form, 'Destination.BccAddresses.member'),
    replyTo: listOf(form, 'ReplyToAddresses.member'),
    subject: required(form, 'Message.Subject.Data'),
    text: form.get('Message.Body.Text.Data') ?? undefined,
    html: form.get('Message.Body.Html.Data') ?? undefined,
    headers: {},
    tags: tagsOf(form),
    configurationSet: form.get('ConfigurationSetName') ?? undefined,
  };
  checkMail(mail);
  return mail;
}

/** All addresses that the mail is sent to. */
export function recipientsOf({ to, cc, bcc }: OutgoingMail): string[] {
  return [...to, ...cc, ...bcc];
}

/** @throws SesError for what SES would refuse */
export function checkMail(mail: OutgoingMail): void {
  const recipients = recipientsOf(mail);
  if (recipients.length === 0) throw new SesError('ValidationError', 'Missing required header: To.');
  if (recipients.length > maxRecipients) {
    throw new SesError('MessageRejected', `Recipient count exceeds ${maxRecipients}.`);
  }
  for (const address of [mail.source, ...recipients, ...mail.replyTo]) {
    if (!/^[\x21-\x7e]+@[\x21-\x7e]+$/.test(address.replace(/^.*<(.*)>$/, '$1'))) {
      throw new SesError('InvalidParameterValue', 'Illegal address.');
    }
  }
  for (const [name, value] of mail.tags) {
    if (!/^[\w-]{1,256}$/.test(name) || !/^[\w-]{1,256}$/.test(value)) {
      throw new SesError('InvalidParameterValue', `Invalid tag: ${name}.`);
    }
  }
  if (mail.text === undefined && mail.html === undefined) {
    throw new SesError('ValidationError', 'A mail needs a text or an HTML body.');
  }
}

export function required(form: URLSearchParams, name: string): string {
  const value = form.get(name);
  if (value) return value;
  throw new SesError('ValidationError', `${name} is missing.`);
}

export function tagsOf(form: URLSearchParams): Map<string, string> {
  return new Map(
    listOf(form, 'Tags.member', '.Name').map((name, index) => [
      name,
      form.get(`Tags.member.${index + 1}.Value`) ?? '',
    ]),
  );
}

/** The query protocol numbers the members of a list from 1. */
export function listOf(form: URLSearchParams, prefix: string, suffix = ''): string[] {
  const values: string[] = [];
  for (let value = form.get(`${prefix}.1${suffix}`); value !== null; ) {
    values.push(value);
    value = form.get(`${prefix}.${values.length + 1}${suffix}`);
  }
  return values;
}
