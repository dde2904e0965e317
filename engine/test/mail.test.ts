import {
  SESClient,
  SendEmailCommand,
  type SendEmailCommandInput,
  SendRawEmailCommand,
} from '@aws-sdk/client-ses';
import type { Assembly } from '../src/assembly/assembly.ts';
import { Clock } from '../src/clock/clock.ts';
import { EventBus } from '../src/events/event-bus.ts';
import { readEventRules } from '../src/events/event-rules.ts';
import { FunctionLog } from '../src/functions/function-log.ts';
import { Functions } from '../src/functions/functions.ts';
import { close, listen } from '../src/http/ports.ts';
import { createEngineServer } from '../src/http/server.ts';
import { inboxListener } from '../src/mail/inbox.ts';
import { type FeedbackType, MailFeedback } from '../src/mail/mail-feedback.ts';
import { MailHost } from '../src/mail/mail-host.ts';
import { SesEndpoint } from '../src/mail/ses-endpoint.ts';
import { assemblyOf } from './support/assembly.ts';
import { freePorts } from './support/engine.ts';
import { temporaryFolder } from './support/temporary-folder.ts';

const parent = temporaryFolder();
let inbox: MailHost;
let ses: SesEndpoint;
let client: SESClient;

beforeAll(async () => {
  inbox = await MailHost.start(await freePorts());
  ses = await SesEndpoint.start(inbox.endpoint);
  client = new SESClient({
    region: 'us-east-1',
    endpoint: ses.endpoint,
    maxAttempts: 1,
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
});
afterAll(async () => {
  client.destroy();
  await ses.close();
  await inbox.close();
});

const to = ['first@example.com', 'second@example.com'];
const mail: SendEmailCommandInput = {
  Source: 'from@example.com',
  Destination: { ToAddresses: to, CcAddresses: ['third@example.com'] },
  ReplyToAddresses: ['help@example.com', 'desk@example.com'],
  Message: {
    Subject: { Data: 'Zwölf & <drei> “Schlüssel” 🔑' },
    Body: { Text: { Data: 'a\nb + c & d' }, Html: { Data: '<p>a &amp; b</p>' } },
  },
  ConfigurationSetName: 'mails',
  Tags: [
    { Name: 'first-tag', Value: 'one' },
    { Name: 'second-tag', Value: 'two' },
  ],
};
const send = (changes: Partial<SendEmailCommandInput> = {}) =>
  client.send(new SendEmailCommand({ ...mail, ...changes }));
const refusalOf = (sending: Promise<unknown>) =>
  sending.then(
    () => 'taken',
    (error: Error) => error.name,
  );

async function store(): Promise<unknown[]> {
  // The inbox's format.
  const { emails } = (await (await fetch(`${inbox.endpoint}/store`)).json()) as { emails: unknown[] };
  return emails;
}

describe('the mail service', () => {
  test('shows a mail in the inbox with all recipients, reply addresses, text and HTML', async () => {
    const { MessageId } = await send();
    expect((await store()).at(-1)).toMatchObject({
      messageId: MessageId,
      from: 'from@example.com',
      destination: { to, cc: ['third@example.com'], bcc: [] },
      replyTo: ['help@example.com', 'desk@example.com'],
      subject: mail.Message?.Subject?.Data,
      body: { text: 'a\nb + c & d', html: '<p>a &amp; b</p>' },
    });
  });

  test('takes a raw message: the recipients of the call outweigh its headers, which the inbox shows', async () => {
    const message = [
      'From: "Keys" <from@example.com>',
      'To: somebody-else@example.com',
      'Reply-To: help@example.com',
      'Subject: =?UTF-8?Q?Zw=C3=B6lf?=',
      'List-Unsubscribe: <https://example.com/leave>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/alternative; boundary=x',
      '',
      '--x\r\nContent-Type: text/plain\r\n\r\na text\r\n--x\r\nContent-Type: text/html\r\n\r\n<p>a</p>\r\n--x--',
    ].join('\r\n');
    const { MessageId = '' } = await client.send(
      new SendRawEmailCommand({
        Source: 'from@example.com',
        Destinations: ['raw@example.com'],
        RawMessage: { Data: Buffer.from(message) },
        Tags: [{ Name: 'a-tag', Value: 'one' }],
      }),
    );
    const listener = createEngineServer(inboxListener(inbox.endpoint, ses));
    const port = await listen(listener, 0);
    const response = await fetch(`http://127.0.0.1:${port}/store`);
    await close(listener);
    // The inbox's format.
    const { emails } = (await response.json()) as { emails: unknown[] };
    expect(emails.at(-1)).toMatchObject({
      messageId: MessageId,
      destination: { to: ['raw@example.com'] },
      replyTo: ['help@example.com'],
      subject: 'Zwölf',
      body: { text: expect.stringContaining('a text'), html: expect.stringContaining('<p>a</p>') },
      headers: { 'List-Unsubscribe': '<https://example.com/leave>', From: '"Keys" <from@example.com>' },
    });
    expect(ses.lastMailTo('raw@example.com')?.tags.get('a-tag')).toBe('one');
  });

  test('remembers the last mail to each address, with tags and configuration set', async () => {
    await send();
    const { MessageId } = await send({ Destination: { ToAddresses: ['Second@Example.com'] } });
    expect(ses.lastMailTo('second@example.com')?.messageId).toBe(MessageId);
    expect(ses.lastMailTo('FIRST@example.com')).toMatchObject({
      tags: new Map([
        ['first-tag', 'one'],
        ['second-tag', 'two'],
      ]),
      configurationSet: 'mails',
    });
    expect(ses.lastMailTo('nobody@example.com')).toBeUndefined();
  });

  test.each<[string, Partial<SendEmailCommandInput>, string]>([
    ['without a recipient', { Destination: {} }, 'ValidationError'],
    ['to more than 50', { Destination: { ToAddresses: Array(51).fill('a@example.com') } }, 'MessageRejected'],
    ['to no address', { Destination: { ToAddresses: ['a b'] } }, 'InvalidParameterValue'],
    [
      'to an address beyond ASCII',
      { Destination: { ToAddresses: ['ö@example.com'] } },
      'InvalidParameterValue',
    ],
    ['with a tag of other letters', { Tags: [{ Name: 'a', Value: 'b c' }] }, 'InvalidParameterValue'],
    ['without a body', { Message: { Subject: { Data: 'a' }, Body: {} } }, 'ValidationError'],
  ])('refuses a mail %s, with an error that the SDK understands', async (_, changes, name) => {
    const before = (await store()).length;
    expect(await refusalOf(send(changes))).toBe(name);
    expect(await store()).toHaveLength(before);
  });

  test('refuses other calls, and does not hang', async () => {
    const response = await fetch(ses.endpoint, { method: 'POST', body: 'Action=ListIdentities' });
    expect(response.status).toBe(400);
    expect(await response.text()).toContain('<Code>InvalidAction</Code>');
  });

  test.each(['Throttling', 'MessageRejected', 'MailFromDomainNotVerifiedException'])(
    'refuses all mail with %s on request, and none of it arrives',
    async (code) => {
      const before = (await store()).length;
      ses.refusal = code;
      expect(await refusalOf(send({ Destination: { ToAddresses: ['refused@example.com'] } }))).toBe(code);
      ses.refusal = null;
      expect(await store()).toHaveLength(before);
      expect(ses.lastMailTo('refused@example.com')).toBeUndefined();
      expect(await refusalOf(send())).toBe('taken');
    },
  );
});

describe('bounces and complaints', () => {
  const taker = `exports.handler = async (event) => event;`;
  const resources = {
    Taker: {
      Type: 'AWS::Lambda::Function',
      Properties: {
        FunctionName: 'taker',
        Runtime: 'nodejs24.x',
        Handler: 'index.handler',
        Code: { ZipFile: taker },
      },
    },
    Rule: {
      Type: 'AWS::Events::Rule',
      Properties: {
        Name: 'back',
        EventPattern: {
          source: ['aws.ses'],
          'detail-type': ['Email Bounced', 'Email Complaint Received'],
          detail: { mail: { tags: { 'ses:configuration-set': ['mails'] } } },
        },
        Targets: [{ Arn: { 'Fn::GetAtt': ['Taker', 'Arn'] }, Id: 'T' }],
      },
    },
  };
  const destination = (properties: object = {}) => ({
    Type: 'AWS::SES::ConfigurationSetEventDestination',
    Properties: {
      ConfigurationSetName: 'mails',
      EventDestination: {
        EventBridgeDestination: { EventBusArn: 'arn:aws:events:us-east-1:000000000000:event-bus/default' },
        MatchingEventTypes: ['bounce', 'complaint'],
        ...properties,
      },
    },
  });
  const open: Functions[] = [];
  afterAll(() => Promise.all(open.map((functions) => functions.close())));

  function feedbackOf(more: Record<string, object>): MailFeedback {
    const assembly: Assembly = assemblyOf(parent, { Stack: { Resources: { ...resources, ...more } } });
    const clock = new Clock();
    const functions = new Functions(assembly, {}, clock, new FunctionLog(undefined));
    open.push(functions);
    return new MailFeedback(ses, assembly, new EventBus(readEventRules(assembly), functions, clock), clock);
  }

  test.each<[FeedbackType, object]>([
    [
      'Permanent',
      {
        'detail-type': 'Email Bounced',
        detail: {
          eventType: 'Bounce',
          bounce: { bounceType: 'Permanent', bouncedRecipients: [{ emailAddress: 'second@example.com' }] },
        },
      },
    ],
    [
      'Transient',
      {
        'detail-type': 'Email Bounced',
        detail: { eventType: 'Bounce', bounce: { bounceType: 'Transient' } },
      },
    ],
    [
      'Complaint',
      {
        'detail-type': 'Email Complaint Received',
        detail: {
          eventType: 'Complaint',
          complaint: { complainedRecipients: [{ emailAddress: 'second@example.com' }] },
        },
      },
    ],
  ])('have the form of SES: %s', async (type, expected) => {
    const { MessageId } = await send();
    const [run] = (await feedbackOf({ D: destination() }).give('second@example.com', type)) ?? [];
    expect(run).toMatchObject({ rule: 'back', ok: true });
    expect(run?.result).toMatchObject({ source: 'aws.ses', account: '000000000000', ...expected });
    expect(run?.result).toMatchObject({
      detail: {
        mail: {
          messageId: MessageId,
          source: 'from@example.com',
          destination: [...to, 'third@example.com'],
          tags: { 'ses:configuration-set': ['mails'], 'first-tag': ['one'], 'second-tag': ['two'] },
        },
      },
    });
  });

  test('are impossible if no mail was sent', async () => {
    expect(await feedbackOf({ D: destination() }).give('nobody@example.com', 'Permanent')).toBeUndefined();
  });

  test.each<[string, Record<string, object>]>([
    ['has no destination', {}],
    ['has one that is off', { D: destination({ Enabled: false }) }],
    ['has one for other events', { D: destination({ MatchingEventTypes: ['complaint'] }) }],
    ['has one that is no event bus', { D: destination({ EventBridgeDestination: undefined }) }],
  ])('go nowhere if the configuration set %s', async (_, more) => {
    await send();
    expect(await feedbackOf(more).give('first@example.com', 'Permanent')).toEqual([]);
  });
});
