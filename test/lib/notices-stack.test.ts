import { Match } from 'aws-cdk-lib/assertions';
import { grants } from '../support/grants.ts';
import { sender } from '../support/sender.ts';
import { resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

let plain: Synthesis;

beforeAll(async () => {
  plain = await synthesize();
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

  it('runs the notifier every five minutes, again when it fails, and keeps runs that were given up', async () => {
    plain.notices.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(5 minutes)',
      Target: Match.objectLike({
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: Match.anyValue(),
      }),
    });
    (await synthesize({ noticeIntervalMinutes: 1 })).notices.hasResourceProperties(
      'AWS::Scheduler::Schedule',
      {
        ScheduleExpression: 'rate(1 minute)',
      },
    );
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

  it('raises an alarm for each way in which mail can fail, and mails it when told to whom', async () => {
    const alarms = resourcesOf(
      (await synthesize({ alarmEmail: 'ops@acme.dev' })).notices,
      'AWS::CloudWatch::Alarm',
    );
    expect(
      Object.keys(alarms)
        .map((id) => id.slice(0, -8))
        .sort(),
    ).toEqual([
      'AccountsUndeliverable',
      'BounceRate',
      'ComplaintRate',
      'MailEventsFail',
      'MailEventsLost',
      'MailsUnconfirmed',
      'NoticeRunsLost',
      'NoticesOverdue',
      'NotifierFails',
      'NotifierSilent',
    ]);
    for (const { Properties } of Object.values(alarms)) expect(Properties.AlarmActions).toHaveLength(1);
    (await synthesize({ alarmEmail: 'ops@acme.dev' })).notices.hasResourceProperties(
      'AWS::SNS::TopicPolicy',
      {
        PolicyDocument: Match.objectLike({
          Statement: Match.arrayWith([
            Match.objectLike({
              Effect: 'Allow',
              Action: 'sns:Publish',
              Principal: { Service: 'cloudwatch.amazonaws.com' },
            }),
          ]),
        }),
      },
    );
    expect(
      Object.values(alarms).find(({ Properties }) => Properties.MetricName === 'OldestOverdueNotice')
        ?.Properties.Threshold,
    ).toBe(1800);
    plain.notices.resourceCountIs('AWS::SNS::Topic', 0);
  });

  it('warns before SES reviews the account: from 5 % of bounces and 0.1 % of complaints on', () => {
    for (const [MetricName, limit] of [
      ['Reputation.BounceRate', 0.05],
      ['Reputation.ComplaintRate', 0.001],
    ] as const) {
      const [alarm] = Object.values(resourcesOf(plain.notices, 'AWS::CloudWatch::Alarm')).filter(
        ({ Properties }) => Properties.MetricName === MetricName,
      );
      expect(alarm?.Properties.Threshold).toBeLessThan(limit);
    }
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
});
