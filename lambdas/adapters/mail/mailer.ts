import { SESClient, SESServiceException, SendRawEmailCommand } from '@aws-sdk/client-ses';
import { completeResponses, completeResponsesPlace } from '../complete-responses.ts';
import { composeMessage, type Sender } from './compose-message.ts';
import { accountTag, attemptTag, type MailTags } from './mail-tags.ts';

/**
 * Why a mail was not sent:
 * - `throttled`: the mail service accepts no more for now, and has not accepted this mail;
 * - `refused`: it does not accept this mail, to these addresses;
 * - `misconfigured`: it accepts no mail from this sender at all, which the operator has to fix;
 * - `unreachable`: there was no connection to it, so it has not accepted this mail;
 * - `unknown`: no usable response; the mail may have been accepted.
 */
export type MailErrorKind = 'throttled' | 'refused' | 'misconfigured' | 'unreachable' | 'unknown';

export class MailError extends Error {
  override readonly name = 'MailError';
  readonly kind: MailErrorKind;

  constructor(kind: MailErrorKind, cause: unknown) {
    super(`The mail was not sent: ${kind}.`, { cause });
    this.kind = kind;
  }
}

export interface Mail {
  to: string;
  subject: string;
  text: string;
  html: string;
  /** Where the reader leaves: by a POST of `List-Unsubscribe=One-Click`. */
  unsubscribeUrl: string;
}

export interface MailerSettings {
  sender: Sender;
  /** The SES configuration set, which reports bounces as events. */
  configurationSet: string;
}

/** Sends mail through Amazon SES. */
export class Mailer {
  readonly #client: SESClient;
  readonly #settings: MailerSettings;

  // One try only: after a lost response the SDK would send the same mail again. The queue repeats what must
  // be repeated.
  constructor(
    settings: MailerSettings,
    client = new SESClient({
      maxAttempts: 1,
      requestHandler: { connectionTimeout: 2_000, requestTimeout: 10_000, throwOnRequestTimeout: true },
    }),
  ) {
    this.#settings = settings;
    this.#client = client;
    this.#client.middlewareStack.add(
      completeResponses({ deadlineMilliseconds: 5_000 }),
      completeResponsesPlace,
    );
  }

  /**
   * @param tags come back with what SES reports about the mail: whose it was, and which attempt
   * @returns the id that SES gives the mail
   * @throws MailError
   */
  async send(mail: Mail, tags: MailTags): Promise<string> {
    const { sender, configurationSet } = this.#settings;
    let message: Buffer;
    try {
      message = await composeMessage(mail, sender);
    } catch (error) {
      throw new MailError('refused', error);
    }
    try {
      const { MessageId } = await this.#client.send(
        new SendRawEmailCommand({
          Source: sender.address,
          Destinations: [mail.to],
          RawMessage: { Data: message },
          ConfigurationSetName: configurationSet,
          Tags: [
            { Name: accountTag, Value: tags.accountId },
            { Name: attemptTag, Value: tags.attemptId },
          ],
        }),
      );
      // Counting an empty response as an accepted mail could lose the mail.
      if (!MessageId) throw new Error('The response names no mail.');
      return MessageId;
    } catch (error) {
      throw new MailError(classify(error, sender.address), error);
    }
  }
}

const throttlingErrors = new Set([
  'LimitExceededException',
  'Throttling',
  'ThrottlingException',
  'TooManyRequestsException',
]);

const configurationErrors = new Set([
  'AccountSendingPausedException',
  'ConfigurationSetDoesNotExistException',
  'ConfigurationSetSendingPausedException',
  'MailFromDomainNotVerifiedException',
  'AccessDenied',
  'AccessDeniedException',
  'InvalidClientTokenId',
]);

/** Codes of Node's for a connection that was never made. */
const connectionErrors = new Set(['ECONNREFUSED', 'EHOSTUNREACH', 'ENETUNREACH', 'ENOTFOUND', 'EAI_AGAIN']);

const rejections = new Set(['MessageRejected']);

function classify(error: unknown, sender: string): MailErrorKind {
  if (typeof error === 'object' && error && 'code' in error && connectionErrors.has(String(error.code))) {
    return 'unreachable';
  }
  if (!(error instanceof Error)) return 'unknown';
  // SES's query protocol gives some errors only a code.
  const names = [error.name, 'Code' in error ? String(error.Code) : ''];
  const isOneOf = (set: Set<string>) => names.some((name) => set.has(name) || set.has(`${name}Exception`));
  if (isOneOf(throttlingErrors)) return 'throttled';
  if (isOneOf(configurationErrors)) return 'misconfigured';
  // An unverified sender gets the same code as an unverified recipient; only the text names whom SES means.
  if (
    isOneOf(rejections) &&
    error.message
      .toLowerCase()
      .split(/[\s,]+/)
      .includes(sender.toLowerCase())
  ) {
    return 'misconfigured';
  }
  return error instanceof SESServiceException && error.$fault === 'client' ? 'refused' : 'unknown';
}
