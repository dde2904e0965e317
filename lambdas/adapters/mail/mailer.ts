import { SESClient, SESServiceException, SendEmailCommand } from '@aws-sdk/client-ses';
import { wholeAnswers, wholeAnswersPlace } from '../whole-answers.ts';

/**
 * What the mail service's refusal means:
 * - `throttled`: it takes no more for now, and has not taken this mail;
 * - `refused`: it will not take this mail, to these addresses;
 * - `misconfigured`: it takes no mail of this sender at all, which is for the operator to mend;
 * - `unknown`: no usable answer; the mail may have been taken.
 */
export type MailFaultKind = 'throttled' | 'refused' | 'misconfigured' | 'unknown';

export class MailFault extends Error {
  override readonly name = 'MailFault';
  readonly kind: MailFaultKind;

  constructor(kind: MailFaultKind, cause: unknown) {
    super(`The mail was not sent: ${kind}.`, { cause });
    this.kind = kind;
  }
}

export interface Mail {
  to: readonly string[];
  subject: string;
  text: string;
  html: string;
}

export interface MailerSettings {
  sender: string;
  /** Where answers go; null: to the sender. */
  replyTo: string | null;
  /** The SES configuration set, by which bounces come back as events. */
  configurationSet: string;
}

/** Sends mail through Amazon SES. */
export class Mailer {
  readonly #client: SESClient;
  readonly #settings: MailerSettings;

  // One try only: after a lost answer the SDK would send the same mail again. The queue repeats what must be repeated.
  constructor(
    settings: MailerSettings,
    client = new SESClient({
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
    }),
  ) {
    this.#settings = settings;
    this.#client = client;
    this.#client.middlewareStack.add(wholeAnswers({ deadlineMilliseconds: 5_000 }), wholeAnswersPlace);
  }

  /**
   * @param accountId comes back with a bounce, to tell whose mail it was
   * @returns the id that SES gives the mail
   * @throws MailFault
   */
  async send(mail: Mail, accountId: string): Promise<string> {
    const { sender, replyTo, configurationSet } = this.#settings;
    const utf8 = (Data: string) => ({ Data, Charset: 'UTF-8' });
    try {
      const { MessageId } = await this.#client.send(
        new SendEmailCommand({
          Source: sender,
          ...(replyTo !== null && { ReplyToAddresses: [replyTo] }),
          Destination: { ToAddresses: [...mail.to] },
          Message: { Subject: utf8(mail.subject), Body: { Text: utf8(mail.text), Html: utf8(mail.html) } },
          ConfigurationSetName: configurationSet,
          Tags: [{ Name: accountTag, Value: accountId }],
        }),
      );
      // To count an empty answer as a mail taken could lose the mail.
      if (!MessageId) throw new Error('The answer names no mail.');
      return MessageId;
    } catch (error) {
      throw new MailFault(classify(error, sender), error);
    }
  }
}

/** The tag by which a mail names its account. */
export const accountTag = 'latchkey-account';

const throttling = new Set([
  'LimitExceededException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const misconfiguration = new Set([
  'AccountSendingPausedException',
  'ConfigurationSetDoesNotExistException',
  'ConfigurationSetSendingPausedException',
  'MailFromDomainNotVerifiedException',
  'AccessDenied',
  'AccessDeniedException',
  'InvalidClientTokenId',
]);

const rejection = new Set(['MessageRejected']);

function classify(error: unknown, sender: string): MailFaultKind {
  if (!(error instanceof Error)) return 'unknown';
  // SES's query protocol names some faults by their code alone.
  const names = [error.name, 'Code' in error ? String(error.Code) : ''];
  const isOneOf = (set: Set<string>) => names.some((name) => set.has(name) || set.has(`${name}Exception`));
  if (isOneOf(throttling)) return 'throttled';
  if (isOneOf(misconfiguration)) return 'misconfigured';
  // A sender that SES has not verified is refused by the code that a recipient is; the text alone names whom SES means.
  if (
    isOneOf(rejection) &&
    error.message
      .toLowerCase()
      .split(/[\s,]+/)
      .includes(sender.toLowerCase())
  ) {
    return 'misconfigured';
  }
  return error instanceof SESServiceException && error.$fault === 'client' ? 'refused' : 'unknown';
}
