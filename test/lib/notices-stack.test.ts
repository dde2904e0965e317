import { Match } from 'aws-cdk-lib/assertions';
import { grants } from '../support/grants.ts';
import { resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

let plain: Synthesis;

beforeAll(() => {
  plain = synthesize();
});

describe('the notices stack', () => {
  it('grants the notifier its table, its index and mail of its own sender, and nothing else', () => {
    expect(grants(plain.notices)).toEqual({
      Notifier: ['GetItem', 'PutItem', 'Query', 'UpdateItem'],
      MailEvents: ['GetItem', 'UpdateItem'],
    });
    const mail = Object.values(resourcesOf(plain.notices, 'AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => Action === 'ses:SendEmail');
    expect(mail).toHaveLength(1);
    // Identities of recipients are asked for too; the condition is what holds it to its own sender.
    expect(JSON.stringify(mail[0].Resource)).toMatch(/:configuration-set\/.*:identity\/\*/);
    expect(mail[0].Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'latchkey@example.com' } });
  });

  it('runs the notifier every five minutes, again when it fails, and keeps runs that were given up', () => {
    plain.notices.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(5 minutes)',
      Target: Match.objectLike({
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: Match.anyValue(),
      }),
    });
    synthesize({ noticeIntervalMinutes: 1 }).notices.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
    });
  });

  it('ends a run before the lease of its accounts does', () => {
    const [notifier] = Object.entries(resourcesOf(plain.notices, 'AWS::Lambda::Function')).filter(([id]) =>
      id.startsWith('Notifier'),
    );
    expect(notifier?.[1].Properties.Timeout).toBeLessThan(300);
  });

  it('hears of bounces and complaints about its own mails', () => {
    plain.notices.hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
      EventDestination: Match.objectLike({ MatchingEventTypes: ['bounce', 'complaint'] }),
    });
    plain.notices.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({
        source: ['aws.ses'],
        'detail-type': ['Email Bounced', 'Email Complaint Received'],
      }),
    });
  });

  it('raises an alarm for each way in which mail can fail, and mails it when told to whom', () => {
    const alarms = resourcesOf(
      synthesize({ alarmEmail: 'ops@example.com' }).notices,
      'AWS::CloudWatch::Alarm',
    );
    expect(
      Object.keys(alarms)
        .map((id) => id.slice(0, -8))
        .sort(),
    ).toEqual([
      'AccountsUndeliverable',
      'MailEventsFail',
      'NoticeRunsLost',
      'NoticesOverdue',
      'NotifierFails',
      'NotifierSilent',
    ]);
    for (const { Properties } of Object.values(alarms)) expect(Properties.AlarmActions).toHaveLength(1);
    synthesize({ alarmEmail: 'ops@example.com' }).notices.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
          }),
        ]),
      }),
    });
    expect(
      Object.values(alarms).find(({ Properties }) => Properties.MetricName === 'OldestOverdueNotice')
        ?.Properties.Threshold,
    ).toBe(1800);
    plain.notices.resourceCountIs('AWS::SNS::Topic', 0);
  });

  it('leaves the identity of the sender alone when told to', () => {
    plain.notices.resourceCountIs('AWS::SES::EmailIdentity', 1);
    synthesize({ createSenderIdentity: false }).notices.resourceCountIs('AWS::SES::EmailIdentity', 0);
  });
});
