import { randomUUID } from 'node:crypto';
import type { Assembly } from '../assembly/assembly.ts';
import type { JsonObject } from '../assembly/json.ts';
import { accountId, region } from '../assembly/pseudo-parameters.ts';
import type { Clock } from '../clock/clock.ts';
import type { EventBus, EventRun } from '../events/event-bus.ts';
import type { SentMail, SesEndpoint } from './ses-endpoint.ts';

/** A permanent bounce, a transient one, or a complaint. */
export const feedbackTypes = ['Permanent', 'Transient', 'Complaint'] as const;
export type FeedbackType = (typeof feedbackTypes)[number];

/** Sends bounces, complaints and the news of accepted mails to the event bus, as SES does. */
export class MailFeedback {
  readonly #ses: SesEndpoint;
  readonly #destinations: readonly EventDestination[];
  readonly #bus: EventBus;
  readonly #clock: Clock;
  readonly #underWay = new Set<Promise<unknown>>();

  constructor(ses: SesEndpoint, assembly: Assembly, bus: EventBus, clock: Clock) {
    this.#ses = ses;
    this.#destinations = readEventDestinations(assembly);
    this.#bus = bus;
    this.#clock = clock;
    // SES doesn't wait for those who hear of it, either.
    ses.onAccepted = (mail) => {
      const news = this.#publish(mail, 'send', 'Email Sent', { eventType: 'Send', send: {} })
        // Nobody waits for it: the engine may have been closed by then.
        .catch(() => [])
        .finally(() => this.#underWay.delete(news));
      this.#underWay.add(news);
    };
  }

  /** Waits until all news of accepted mails so far have been delivered. */
  async settle(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  /**
   * Bounces, or complains about, the last mail to an address.
   * @returns the outcomes of the functions that got the event: none if the mail's configuration set doesn't
   *   publish such events to the bus; undefined if no mail was sent there
   */
  async give(email: string, type: FeedbackType): Promise<EventRun[] | undefined> {
    const mail = this.#ses.lastMailTo(email);
    if (mail === undefined) return undefined;
    const at = this.#clock.date().toISOString();
    return type === 'Complaint'
      ? this.#publish(mail, 'complaint', 'Email Complaint Received', {
          eventType: 'Complaint',
          complaint: describeComplaint(email, at),
        })
      : this.#publish(mail, 'bounce', 'Email Bounced', {
          eventType: 'Bounce',
          bounce: describeBounce(email, type, at),
        });
  }

  async #publish(mail: SentMail, kind: string, detailType: string, detail: JsonObject): Promise<EventRun[]> {
    const isPublished = this.#destinations.some(
      ({ configurationSet, events }) => configurationSet === mail.configurationSet && events.includes(kind),
    );
    if (!isPublished) return [];
    return this.#bus.deliver({
      source: 'aws.ses',
      detailType,
      resources: [`arn:aws:ses:${region}:${accountId}:configuration-set/${mail.configurationSet}`],
      detail: { ...detail, mail: describeMail(mail, this.#clock.date().toISOString()) },
    });
  }
}

interface EventDestination {
  readonly configurationSet: string;
  /** In lower case: templates may write them either way. */
  readonly events: readonly string[];
}

/** The events that the configuration sets publish to the default event bus. */
function readEventDestinations(assembly: Assembly): EventDestination[] {
  return assembly
    .resources('AWS::SES::ConfigurationSetEventDestination')
    .filter(
      (resource) =>
        resource.optionalText('EventDestination.Enabled') !== 'false' &&
        resource.optionalText('EventDestination.EventBridgeDestination.EventBusArn') !== undefined,
    )
    .map((resource) => ({
      configurationSet: resource.text('ConfigurationSetName'),
      events: resource.texts('EventDestination.MatchingEventTypes').map((event) => event.toLowerCase()),
    }));
}

function describeMail(mail: SentMail, timestamp: string): JsonObject {
  const { messageId, source, to, cc, bcc, subject, configurationSet = '' } = mail;
  return {
    timestamp,
    source,
    sourceArn: `arn:aws:ses:${region}:${accountId}:identity/${source}`,
    sendingAccountId: accountId,
    messageId,
    destination: [...to, ...cc, ...bcc],
    headersTruncated: false,
    commonHeaders: { from: [source], to: [...to], messageId, subject },
    tags: {
      'ses:operation': ['SendRawEmail'],
      'ses:configuration-set': [configurationSet],
      'ses:from-domain': [source.slice(source.indexOf('@') + 1)],
      ...Object.fromEntries([...mail.tags].map(([name, value]) => [name, [value]])),
    },
  };
}

function describeBounce(
  emailAddress: string,
  bounceType: 'Permanent' | 'Transient',
  timestamp: string,
): JsonObject {
  const diagnosis =
    bounceType === 'Permanent'
      ? { status: '5.1.1', diagnosticCode: 'smtp; 550 5.1.1 user unknown' }
      : { status: '4.2.2', diagnosticCode: 'smtp; 452 4.2.2 mailbox full' };
  return {
    feedbackId: randomUUID(),
    bounceType,
    bounceSubType: bounceType === 'Permanent' ? 'General' : 'MailboxFull',
    bouncedRecipients: [{ emailAddress, action: 'failed', ...diagnosis }],
    timestamp,
    reportingMTA: 'dns; localhost',
  };
}

function describeComplaint(emailAddress: string, timestamp: string): JsonObject {
  return {
    feedbackId: randomUUID(),
    complaintSubType: null,
    complainedRecipients: [{ emailAddress }],
    timestamp,
    arrivalDate: timestamp,
    complaintFeedbackType: 'abuse',
  };
}
