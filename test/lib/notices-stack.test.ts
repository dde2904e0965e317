import { Match } from 'aws-cdk-lib/assertions';
import { grants } from '../support/grants.ts';
import { sender } from '../support/sender.ts';
import { resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

const senderDomain = 'acme.dev';
const senderHostedZoneId = 'Z0123456789ABCDEF';

let plain: Synthesis;
// Two at once in each of these, since a synthesis takes seconds.
let domainInZoneEachMinute: Synthesis;
let domainWithAlarms: Synthesis;

beforeAll(async () => {
  plain = await synthesize();
  domainInZoneEachMinute = await synthesize({ senderDomain, senderHostedZoneId, noticeIntervalMinutes: 1 });
  domainWithAlarms = await synthesize({ senderDomain, alarmEmail: 'ops@acme.dev' });
});

describe('the notices stack', () => {
  it('grants the notifier its table, its index and mail of its own sender, and nothing else', () => {
    expect(grants(plain.notices)).toEqual({
      Notifier: ['GetItem', 'PutItem', 'Query', 'UpdateItem'],
      MailEvents: ['GetItem', 'UpdateItem'],
    });
    const mail = Object.values(resourcesOf(plain.notices, 'AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => Action === 'ses:SendRawEmail');
    expect(mail).toHaveLength(1);
    // Identities of recipients are asked for too; the condition is what holds it to its own sender.
    expect(JSON.stringify(mail[0].Resource)).toMatch(/:configuration-set\/.*:identity\/\*/);
    expect(mail[0].Condition).toEqual({ StringEquals: { 'ses:FromAddress': sender.senderEmail } });
  });

  it('runs the notifier every five minutes, again when it fails, and keeps runs that were given up', () => {
    plain.notices.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(5 minutes)',
      Target: Match.objectLike({
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: Match.anyValue(),
      }),
    });
    domainInZoneEachMinute.notices.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
    });
  });

  it('gives mails the name and the colour of the operator', () => {
    plain.notices.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        Variables: Match.objectLike({ SENDER_NAME: 'API keys', BRAND_COLOR: '#4650d4' }),
      },
    });
  });

  it('ends a run before the lease of its accounts does', () => {
    const [notifier] = Object.entries(resourcesOf(plain.notices, 'AWS::Lambda::Function')).filter(([id]) =>
      id.startsWith('Notifier'),
    );
    expect(notifier?.[1].Properties.Timeout).toBeLessThan(300);
  });

  it('hears of bounces and complaints about its own mails, and that they were accepted', () => {
    plain.notices.hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
      EventDestination: Match.objectLike({ MatchingEventTypes: ['bounce', 'complaint', 'send'] }),
    });
    plain.notices.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({
        source: ['aws.ses'],
        'detail-type': ['Email Bounced', 'Email Complaint Received', 'Email Sent'],
      }),
    });
  });

  it('keeps a bounce whose function fails, in a queue of its own', () => {
    const [queue] = Object.keys(resourcesOf(plain.notices, 'AWS::SQS::Queue')).filter((id) =>
      id.startsWith('LostMailEvents'),
    );
    plain.notices.hasResourceProperties('AWS::Lambda::EventInvokeConfig', {
      DestinationConfig: { OnFailure: { Destination: { 'Fn::GetAtt': [queue, 'Arn'] } } },
    });
    plain.notices.hasResourceProperties('AWS::Events::Rule', {
      Targets: [Match.objectLike({ DeadLetterConfig: { Arn: { 'Fn::GetAtt': [queue, 'Arn'] } } })],
    });
  });

  it('starts the schedule once its role has its policy, and lets only its own account use the role', () => {
    const [schedule] = Object.values(plain.notices.findResources('AWS::Scheduler::Schedule'));
    const [policy] = Object.keys(resourcesOf(plain.notices, 'AWS::IAM::Policy')).filter((id) =>
      id.startsWith('ScheduleRoleDefaultPolicy'),
    );
    expect(schedule?.DependsOn).toContain(policy);
    plain.notices.hasResourceProperties('AWS::IAM::Role', {
      AssumeRolePolicyDocument: Match.objectLike({
        Statement: [
          Match.objectLike({
            Principal: { Service: 'scheduler.amazonaws.com' },
            Condition: { StringEquals: { 'aws:SourceAccount': { Ref: 'AWS::AccountId' } } },
          }),
        ],
      }),
    });
  });

  it('leaves the identity of the sender alone when told to', async () => {
    plain.notices.resourceCountIs('AWS::SES::EmailIdentity', 1);
    (await synthesize({ createSenderIdentity: false })).notices.resourceCountIs('AWS::SES::EmailIdentity', 0);
  });

  describe('with the domain of the sender', () => {
    it('makes it an identity with DKIM and a MAIL FROM domain, in place of the address', async () => {
      const identities = resourcesOf(domainInZoneEachMinute.notices, 'AWS::SES::EmailIdentity');
      expect(Object.values(identities).map(({ Properties }) => Properties)).toEqual([
        {
          EmailIdentity: senderDomain,
          DkimSigningAttributes: { NextSigningKeyLength: 'RSA_2048_BIT' },
          // Mail goes out even while the record of the MAIL FROM domain is missing.
          MailFromAttributes: { MailFromDomain: `bounces.${senderDomain}` },
        },
      ]);
      expect(grants(domainInZoneEachMinute.notices)).toEqual(grants(plain.notices));
    });

    it('names each DNS record in an output', () => {
      const outputs = Object.entries(
        domainInZoneEachMinute.notices.toJSON().Outputs as Record<string, { Value: unknown }>,
      );
      const records = outputs.filter(([id]) => id.includes('Record'));
      expect(records.map(([id]) => id)).toEqual([
        'SenderDkimRecord1',
        'SenderDkimRecord2',
        'SenderDkimRecord3',
        'SenderMailFromMxRecord',
        'SenderMailFromSpfRecord',
      ]);
      const [identity] = Object.keys(resourcesOf(domainInZoneEachMinute.notices, 'AWS::SES::EmailIdentity'));
      const part = (name: string) => ({ 'Fn::GetAtt': [identity, name] });
      expect(records[1]?.[1].Value).toEqual({
        'Fn::Join': ['', [part('DkimDNSTokenName2'), ' CNAME ', part('DkimDNSTokenValue2')]],
      });
      const [mx, spf] = records.slice(3).map(([, { Value }]) => Value);
      expect(JSON.stringify(mx)).toContain(`bounces.${senderDomain} MX 10 feedback-smtp.`);
      expect(spf).toBe(`bounces.${senderDomain} TXT "v=spf1 include:amazonses.com ~all"`);
    });

    it('writes the records to the hosted zone, also to that of a domain above, and to none without one', () => {
      const written = (stacks: Synthesis) =>
        Object.values(resourcesOf(stacks.notices, 'AWS::Route53::RecordSet')).map(({ Properties }) => {
          expect(Properties.HostedZoneId).toBe(senderHostedZoneId);
          return [Properties.Type, Properties.Name];
        });
      const dkim = [
        'CNAME',
        { 'Fn::GetAtt': [expect.any(String), expect.stringMatching(/^DkimDNSTokenName[123]$/)] },
      ];
      expect(written(domainInZoneEachMinute)).toEqual([
        dkim,
        dkim,
        dkim,
        ['MX', `bounces.${senderDomain}.`],
        ['TXT', `bounces.${senderDomain}.`],
      ]);
      expect(written(domainWithAlarms)).toEqual([]);
    });
  });
});
