import {
  AccountSendingPausedException,
  ConfigurationSetDoesNotExistException,
  ConfigurationSetSendingPausedException,
  MailFromDomainNotVerifiedException,
  MessageRejected,
  SESClient,
  SESServiceException,
  SendRawEmailCommand,
} from '@aws-sdk/client-ses';
import { mockClient } from 'aws-sdk-client-mock';
import { MailError, Mailer } from '../../../lambdas/adapters/mail/mailer.ts';

const ses = mockClient(SESClient);
const mailer = new Mailer({
  sender: { address: 'keys@example.com', name: 'API keys', replyTo: null },
  configurationSet: 'mails',
});
const mail = {
  to: 'holder@example.com',
  subject: 'A subject',
  text: 'A text',
  html: '<p>A text</p>',
  unsubscribeUrl: 'https://keys.example.com/leave',
};
const send = () => mailer.send(mail, { accountId: 'A'.repeat(12), attemptId: 'attempt-1' });

beforeEach(() => ses.reset());

const details = (message = 'No.') => ({ message, $metadata: {} });
const serviceError = (name: string, $fault: 'client' | 'server' = 'client') =>
  new SESServiceException({ name, $fault, ...details() });
/** An error that SES's query protocol names only by its code. */
const coded = (Code: string) => Object.assign(serviceError('Error'), { Code });
const unverified = (address: string) =>
  `Email address is not verified. The following identities failed the check in region US-EAST-1: ${address}`;

it.each([
  ['Throttling', serviceError('Throttling'), 'throttled'],
  ['ThrottlingException', serviceError('ThrottlingException'), 'throttled'],
  ['TooManyRequestsException', serviceError('TooManyRequestsException'), 'throttled'],
  ['LimitExceededException', serviceError('LimitExceededException'), 'throttled'],
  ['LimitExceeded, by its code only', coded('LimitExceeded'), 'throttled'],
  ['MessageRejected', new MessageRejected(details()), 'refused'],
  [
    'MessageRejected for a recipient',
    new MessageRejected(details(unverified('holder@example.com'))),
    'refused',
  ],
  ['an invalid parameter', serviceError('InvalidParameterValue'), 'refused'],
  [
    'MessageRejected for the sender',
    new MessageRejected(details(unverified('Keys@Example.com, holder@example.com'))),
    'misconfigured',
  ],
  ['MailFromDomainNotVerifiedException', new MailFromDomainNotVerifiedException(details()), 'misconfigured'],
  [
    'ConfigurationSetDoesNotExistException',
    new ConfigurationSetDoesNotExistException(details()),
    'misconfigured',
  ],
  [
    'ConfigurationSetSendingPausedException',
    new ConfigurationSetSendingPausedException(details()),
    'misconfigured',
  ],
  ['AccountSendingPausedException', new AccountSendingPausedException(details()), 'misconfigured'],
  ['AccessDenied', serviceError('AccessDenied'), 'misconfigured'],
  ['InvalidClientTokenId, by its code only', coded('InvalidClientTokenId'), 'misconfigured'],
  ['an internal error', serviceError('InternalFailure', 'server'), 'unknown'],
  ['a lost connection', new Error('socket hang up'), 'unknown'],
  ['no connection', Object.assign(new Error('refused'), { code: 'ECONNREFUSED' }), 'unreachable'],
  ['no address', Object.assign(new Error('no address'), { code: 'ENOTFOUND' }), 'unreachable'],
] as const)('maps %s', async (_, error, kind) => {
  ses.on(SendRawEmailCommand).callsFake(() => {
    throw error;
  });
  const thrown = await send().catch((caught: unknown) => caught);
  expect(thrown).toBeInstanceOf(MailError);
  expect(thrown).toMatchObject({ kind, cause: error });
  expect(ses.commandCalls(SendRawEmailCommand)).toHaveLength(1);
});

it('returns the id that SES gives the mail', async () => {
  ses.on(SendRawEmailCommand).resolves({ MessageId: 'm-1' });
  expect(await send()).toBe('m-1');
});

it('does not count a response without an id as an accepted mail', async () => {
  ses.on(SendRawEmailCommand).resolves({ MessageId: undefined });
  await expect(send()).rejects.toMatchObject({ kind: 'unknown' });
});
