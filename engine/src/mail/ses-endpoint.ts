import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { readBody } from '../http/body.ts';
import { close, listen } from '../http/ports.ts';
import { createEngineServer } from '../http/server.ts';
import { type OutgoingMail, readSendEmail, recipientsOf, SesError } from './send-email.ts';
import { readSendRawEmail } from './send-raw-email.ts';

/** A mail that was accepted. */
export interface SentMail extends OutgoingMail {
  readonly messageId: string;
}

/** Far above any mail of the app; SES takes 10 MB. */
const maxBodyBytes = 10 * 1024 * 1024;

/** The XML namespace of SES's responses. */
const namespace = 'http://ses.amazonaws.com/doc/2010-12-01/';

/**
 * The address that functions send mail to. Speaks the query protocol of SES (version 1) and passes each mail
 * to the inbox, whose own implementation of that call keeps only the first recipient and no tags.
 */
export class SesEndpoint {
  readonly endpoint: string;
  /** While set, all mail is refused with this error code of SES, such as `Throttling`. */
  refusal: string | null = null;
  /** While set, all mail is accepted, but the response is an error: nobody can tell. */
  losesResponses = false;
  /** Called for each accepted mail. */
  onAccepted: (mail: SentMail) => void = () => {};
  readonly #server: Server;
  readonly #inbox: string;
  readonly #lastMails = new Map<string, SentMail>();
  readonly #headers = new Map<string, Readonly<Record<string, string>>>();

  private constructor(server: Server, port: number, inbox: string) {
    this.#server = server;
    this.endpoint = `http://127.0.0.1:${port}`;
    this.#inbox = inbox;
  }

  /** @param inbox the address of the inbox */
  static async start(inbox: string): Promise<SesEndpoint> {
    const server = createEngineServer((request, response) => ses.#handle(request, response));
    // Connections come in only after this function has returned.
    const ses = new SesEndpoint(server, await listen(server, 0), inbox);
    return ses;
  }

  /** The last mail sent to an address, whatever its case. */
  lastMailTo(address: string): SentMail | undefined {
    return this.#lastMails.get(address.toLowerCase());
  }

  /** The headers of an accepted mail, by their names as the sender wrote them. */
  headersOf(messageId: string): Readonly<Record<string, string>> {
    return this.#headers.get(messageId) ?? {};
  }

  /** As if it had just been started. */
  reset(): void {
    this.refusal = null;
    this.losesResponses = false;
    this.#lastMails.clear();
    this.#headers.clear();
  }

  close(): Promise<void> {
    return close(this.#server);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      const form = await readForm(request);
      const action = form.get('Action') ?? '';
      const messageId = await this.#send(action, form);
      if (this.losesResponses) throw new SesError('InternalFailure', 'The response is lost.', 500);
      respond(response, 200, `${action}Response`, [
        `<${action}Result><MessageId>${escapeXml(messageId)}</MessageId></${action}Result>`,
        `<ResponseMetadata><RequestId>${randomUUID()}</RequestId></ResponseMetadata>`,
      ]);
    } catch (error) {
      if (!(error instanceof SesError)) throw error;
      respond(response, error.status, 'ErrorResponse', [
        `<Error><Type>Sender</Type><Code>${escapeXml(error.code)}</Code>`,
        `<Message>${escapeXml(error.message)}</Message></Error><RequestId>${randomUUID()}</RequestId>`,
      ]);
    }
  }

  async #send(action: string, form: URLSearchParams): Promise<string> {
    if (action !== 'SendEmail' && action !== 'SendRawEmail') {
      throw new SesError('InvalidAction', 'The local engine supports SendEmail and SendRawEmail only.');
    }
    if (this.refusal !== null) throw new SesError(this.refusal, 'The local engine is set to refuse mail.');
    const mail = action === 'SendEmail' ? readSendEmail(form) : await readSendRawEmail(form);
    const messageId = await this.#forward(mail);
    this.#headers.set(messageId, mail.headers);
    for (const address of recipientsOf(mail)) {
      this.#lastMails.set(address.toLowerCase(), { ...mail, messageId });
    }
    this.onAccepted({ ...mail, messageId });
    return messageId;
  }

  // By version 2 of the call, which has lists of recipients.
  async #forward({ source, to, cc, bcc, replyTo, subject, text, html }: OutgoingMail): Promise<string> {
    const response = await fetch(`${this.#inbox}/v2/email/outbound-emails`, {
      method: 'POST',
      headers: { authorization: 'AWS4-HMAC-SHA256', 'content-type': 'application/json' },
      body: JSON.stringify({
        FromEmailAddress: source,
        Destination: { ToAddresses: to, CcAddresses: cc, BccAddresses: bcc },
        ReplyToAddresses: replyTo,
        Content: {
          Simple: {
            Subject: { Data: subject },
            Body: { ...(text && { Text: { Data: text } }), ...(html && { Html: { Data: html } }) },
          },
        },
      }),
    });
    // The inbox's response to this call.
    const { MessageId, detail } = (await response.json()) as { MessageId?: string; detail?: string };
    if (MessageId === undefined) throw new SesError('MessageRejected', detail ?? 'The inbox refused it.');
    return MessageId;
  }
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams> {
  const body = await readBody(request, maxBodyBytes);
  if (body === 'too-large') throw new SesError('MessageRejected', 'Message length exceeds the limit.');
  return new URLSearchParams(body.bytes.toString());
}

function respond(response: ServerResponse, status: number, root: string, parts: readonly string[]): void {
  response
    .writeHead(status, { 'content-type': 'text/xml' })
    .end(`<${root} xmlns="${namespace}">${parts.join('')}</${root}>`);
}

function escapeXml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
