import { resourcesOf, synthesize } from '../support/stacks.ts';

it.each([
  [1, 300],
  [5, 300],
  [60, 3600],
])(
  'tells of runs every %i minutes that fail or do not come: each period has one',
  async (noticeIntervalMinutes, seconds) => {
    const alarms = resourcesOf(
      (await synthesize({ noticeIntervalMinutes })).notices,
      'AWS::CloudWatch::Alarm',
    );
    const named = (name: string) =>
      Object.entries(alarms).find(([id]) => id.startsWith(name))?.[1].Properties;
    const periods = { Period: seconds, EvaluationPeriods: 3 };
    expect(named('NotifierFails')).toMatchObject({ ...periods, MetricName: 'Errors' });
    expect(named('NotifierSilent')).toMatchObject({
      ...periods,
      MetricName: 'Invocations',
      ComparisonOperator: 'LessThanThreshold',
      Threshold: 1,
      // What is not started has no metric at all.
      TreatMissingData: 'breaching',
    });
  },
);
