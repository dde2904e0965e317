import { Duration, Stack } from 'aws-cdk-lib';
import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  Metric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { metricsNamespace } from './metrics.ts';

/** Alarms about notices; docs/runbook.md has an article on each. */
export function addNoticeAlarms(
  scope: Construct,
  options: {
    notifier: IFunction;
    mailEvents: IFunction;
    failures: IQueue;
    lostMailEvents: IQueue;
    lostUse: IQueue;
    /** Between two runs of the notifier. */
    intervalMinutes: number;
    /** Who gets a mail when an alarm goes off; undefined: nobody, alarms only show in the console. */
    alarmEmail: string | undefined;
  },
): void {
  const { notifier, mailEvents, failures, lostMailEvents, lostUse, intervalMinutes, alarmEmail } = options;
  const topic = alarmEmail ? new Topic(scope, 'AlarmTopic', { enforceSSL: true }) : null;
  if (topic && alarmEmail) {
    topic.addSubscription(new EmailSubscription(alarmEmail));
    // The policy that requires TLS replaces the default one, which lets the account's alarms publish.
    topic.addToResourcePolicy(
      new PolicyStatement({
        actions: ['sns:Publish'],
        principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
        resources: [topic.topicArn],
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(scope).account } },
      }),
    );
    acknowledge(topic, {
      'Serverless-SNSRedrivePolicy': 'SNS retries mails itself, and the alarm stays in the console.',
    });
  }
  const five = Duration.minutes(5);
  // At least one run per period: otherwise three failures in a row could never happen, and a period without a
  // run would mean nothing.
  const runPeriod = Duration.minutes(Math.max(5, intervalMinutes));
  const own = (metricName: string, statistic: string) =>
    new Metric({
      namespace: metricsNamespace,
      metricName,
      dimensionsMap: { service: Stack.of(scope).stackName },
      statistic,
      period: five,
    });
  const alarm = (
    id: string,
    description: string,
    metric: IMetric,
    threshold: number,
    rest: Partial<AlarmProps> = {},
  ) => {
    const added = new Alarm(scope, id, {
      alarmDescription: `${description} Runbook: docs/runbook.md, article ${id}.`,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...rest,
    });
    if (topic) added.addAlarmAction(new SnsAction(topic));
  };

  alarm(
    'NoticesOverdue',
    'A notice has been due for more than 30 minutes.',
    own('OldestOverdueNotice', 'Maximum'),
    30 * 60,
  );
  alarm('NotifierFails', 'The notifier fails.', notifier.metricErrors({ period: runPeriod }), 0, {
    evaluationPeriods: 3,
  });
  alarm(
    'NotifierSilent',
    'The notifier has not run for three periods.',
    notifier.metricInvocations({ period: runPeriod }),
    1,
    {
      evaluationPeriods: 3,
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
      // A function that is not called has no metric: this is the one alarm about missing data.
      treatMissingData: TreatMissingData.BREACHING,
    },
  );
  alarm(
    'NoticeRunsLost',
    'A run of the notifier was given up after all retries.',
    failures.metricApproximateNumberOfMessagesVisible({ period: five }),
    0,
  );
  alarm(
    'MailEventsLost',
    'A bounce or complaint was given up after all retries.',
    lostMailEvents.metricApproximateNumberOfMessagesVisible({ period: five }),
    0,
  );
  alarm(
    'UseLost',
    'Calls of keys could not be counted after all retries.',
    lostUse.metricApproximateNumberOfMessagesVisible({ period: five }),
    0,
  );
  alarm(
    'UseUnwatched',
    'For over an hour, no line of the access log has been read that calls of keys are counted from.',
    new Metric({
      namespace: metricsNamespace,
      metricName: 'UseUnwatched',
      dimensionsMap: { service: lostUse.stack.stackName },
      statistic: 'Sum',
      period: Duration.hours(1),
    }),
    // Of four heartbeats an hour. The first one after a deployment always finds nothing.
    2,
  );
  alarm(
    'AccountsUndeliverable',
    'The notices of an account no longer reach anybody.',
    own('AccountsUndeliverable', 'Sum'),
    0,
  );
  alarm(
    'MailsUnconfirmed',
    'Three copies of a mail were sent, and nobody knows whether any arrived.',
    own('MailsUnconfirmed', 'Sum'),
    0,
  );
  // SES reviews an account from 5 % and 0.1 % on, and may then pause its sending: for all of its mails.
  for (const [id, what, metricName, threshold] of [
    ['BounceRate', 'More than 4 % of the mails of this AWS account bounce.', 'Reputation.BounceRate', 0.04],
    [
      'ComplaintRate',
      'More than 0.08 % of the mails of this AWS account are reported as spam.',
      'Reputation.ComplaintRate',
      0.0008,
    ],
  ] as const) {
    const rate = new Metric({
      namespace: 'AWS/SES',
      metricName,
      statistic: 'Average',
      period: Duration.hours(1),
    });
    alarm(id, what, rate, threshold);
  }
  alarm(
    'MailEventsFail',
    'A bounce or complaint could not be recorded.',
    mailEvents.metricErrors({ period: five }),
    0,
  );
}
