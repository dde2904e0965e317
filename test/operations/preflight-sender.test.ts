import { GetEmailIdentityCommand, type GetEmailIdentityCommandOutput } from '@aws-sdk/client-sesv2';
import { absent, ask, playCompleteAccount, ses, troubles, verified } from './preflight-account.ts';

playCompleteAccount();

describe('the sender', () => {
  it('counts as verified by its own address, and then says whose identity it must be', async () => {
    ses.on(GetEmailIdentityCommand, { EmailIdentity: 'keys@mail.acme.dev' }).resolves(verified);
    const sender = (await ask()).find(({ topic }) => topic === 'Sender of the mails');
    expect(sender).toMatchObject({ level: 'ok', what: expect.stringContaining('keys@mail.acme.dev') });
    expect(sender?.action).toContain('createSenderIdentity');
  });

  it.each(['keys@mail.acme.dev', 'acme.dev'])(
    'is a warning while no domain signs its mails: %s without DKIM',
    async (EmailIdentity) => {
      ses.on(GetEmailIdentityCommand, { EmailIdentity }).resolves({ VerifiedForSendingStatus: true });
      expect(await troubles()).toMatchObject([
        { level: 'warning', topic: 'Sender of the mails', action: expect.stringContaining('senderDomain') },
      ]);
    },
  );

  it('is a warning before the deployment that creates it', async () => {
    ses.on(GetEmailIdentityCommand, { EmailIdentity: 'acme.dev' }).rejects(absent);
    expect(await troubles()).toMatchObject([
      { level: 'warning', action: expect.stringContaining('open the link') },
    ]);
  });

  it('is a warning while the link in its mail waits to be opened', async () => {
    ses.on(GetEmailIdentityCommand).resolves({ VerifiedForSendingStatus: false });
    ses.on(GetEmailIdentityCommand, { EmailIdentity: 'acme.dev' }).rejects(absent);
    expect(await troubles()).toMatchObject([
      { level: 'warning', what: expect.stringContaining('not verified yet') },
    ]);
  });

  it('is a stop when nothing verifies it and the deployment will not either', async () => {
    ses.on(GetEmailIdentityCommand, { EmailIdentity: 'acme.dev' }).rejects(absent);
    expect(await troubles(['-c', 'createSenderIdentity=false'])).toMatchObject([
      { level: 'stop', topic: 'Sender of the mails' },
    ]);
  });
});

describe('the domain of the sender', () => {
  const topic = 'Domain of the sender';
  const settings = ['-c', 'senderDomain=acme.dev'];
  const complete = {
    ...verified,
    MailFromAttributes: {
      MailFromDomain: 'bounces.acme.dev',
      MailFromDomainStatus: 'SUCCESS',
      BehaviorOnMxFailure: 'USE_DEFAULT_VALUE',
    },
  } as const;

  it('is asked for in place of the address', async () => {
    ses.on(GetEmailIdentityCommand, { EmailIdentity: 'acme.dev' }).resolves(complete);
    const findings = await ask(settings);
    expect(findings.at(-1)).toMatchObject({
      level: 'ok',
      topic,
      what: expect.stringContaining('bounces.acme.dev'),
    });
    expect(findings.map((finding) => finding.topic)).not.toContain('Sender of the mails');
  });

  it('is a warning before the deployment that creates it', async () => {
    ses.on(GetEmailIdentityCommand).rejects(absent);
    const [finding, ...others] = await troubles(settings);
    expect([finding, others]).toMatchObject([{ level: 'warning', topic }, []]);
    expect(finding?.action).toContain('outputs of the stack Notices');
    const [inZone] = await troubles([...settings, '-c', 'senderHostedZoneId=Z0123456789ABCDEF']);
    expect(inZone?.action).not.toContain('outputs');
  });

  it.each([
    [
      'DKIM waits for its records',
      { ...complete, VerifiedForSendingStatus: false, DkimAttributes: { Status: 'PENDING' } },
      'not verified: its DKIM is PENDING',
    ],
    ['DKIM has failed later', { ...complete, DkimAttributes: { Status: 'FAILED' } }, 'its DKIM is FAILED'],
    [
      'DKIM is switched off',
      { ...complete, DkimAttributes: { SigningEnabled: false, Status: 'SUCCESS' } },
      'its DKIM is off',
    ],
    [
      'MAIL FROM waits for its record',
      {
        ...complete,
        MailFromAttributes: { ...complete.MailFromAttributes, MailFromDomainStatus: 'PENDING' },
      },
      'bounces.acme.dev is not verified',
    ],
    [
      'MAIL FROM is another',
      { ...complete, MailFromAttributes: undefined },
      'bounces.acme.dev is not verified',
    ],
  ] as const)('is a warning while %s', async (_, identity, what) => {
    ses
      .on(GetEmailIdentityCommand, { EmailIdentity: 'acme.dev' })
      .resolves(identity as GetEmailIdentityCommandOutput);
    expect(await troubles(settings)).toMatchObject([
      {
        level: 'warning',
        topic,
        what: expect.stringContaining(what),
        action: expect.stringContaining('records'),
      },
    ]);
  });
});

it('stops at a sender of codes that is not verified, since Cognito would refuse the user pool', async () => {
  const settings = ['-c', 'signInSenderEmail=sign-in@acme.dev'];
  expect(await troubles(settings)).toMatchObject([{ level: 'stop', topic: 'Sender of sign-in codes' }]);
  expect(await troubles([...settings, '-c', 'signInSenderIdentity=acme.dev'])).toEqual([]);
});
