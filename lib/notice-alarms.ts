import { Duration } from 'aws-cdk-lib';
import { ComparisonOperator, Metric, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Alarms } from './alarms.ts';
import { metricsNamespace } from './metrics.ts';

export interface NoticeAlarmOptions {
  notifier: IFunction;
  mailEvents: IFunction;
  failures: IQueue;
  lostMailEvents: IQueue;
  lostUse: IQueue;
  /** Between two runs of the notifier. */
  intervalMinutes: number;
}

/** Alarms about notices, and about the counting of calls. */
export function addNoticeAlarms(alarms: Alarms, options: NoticeAlarmOptions): void {
  const { notifier, mailEvents, failures, lostMailEvents, lostUse, intervalMinutes } = options;
  const five = Duration.minutes(5);
  // At least one run per period: otherwise three failures in a row could never happen, and a period without a
  // run would mean nothing.
  const runPeriod = Duration.minutes(Math.max(5, intervalMinutes));
  const own = (metricName: string, statistic: string) =>
    new Metric({
      namespace: metricsNamespace,
      metricName,
      dimensionsMap: { service: notifier.stack.stackName },
      statistic,
      period: five,
    });

  alarms.add(
    'NoticesOverdue',
    'A notice has been due for more than 30 minutes.',
    own('OldestOverdueNotice', 'Maximum'),
    30 * 60,
  );
  alarms.add('NotifierFails', 'The notifier fails.', notifier.metricErrors({ period: runPeriod }), 0, {
    evaluationPeriods: 3,
  });
  alarms.add(
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
  alarms.add(
    'NoticeRunsLost',
    'A run of the notifier was given up after all retries.',
    failures.metricApproximateNumberOfMessagesVisible({ period: five }),
    0,
  );
  alarms.add(
    'MailEventsLost',
    'A bounce or complaint was given up after all retries.',
    lostMailEvents.metricApproximateNumberOfMessagesVisible({ period: five }),
    0,
  );
  alarms.add(
    'UseLost',
    'Calls of keys could not be counted after all retries.',
    lostUse.metricApproximateNumberOfMessagesVisible({ period: five }),
    0,
  );
  alarms.add(
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
  alarms.add(
    'AccountsUndeliverable',
    'The notices of an account no longer reach anybody.',
    own('AccountsUndeliverable', 'Sum'),
    0,
  );
  alarms.add(
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
    alarms.add(id, what, rate, threshold);
  }
  alarms.add(
    'MailEventsFail',
    'A bounce or complaint could not be recorded.',
    mailEvents.metricErrors({ period: five }),
    0,
  );
}
