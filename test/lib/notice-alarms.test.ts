import { resourcesOf, synthesize } from '../support/stacks.ts';

it.each([
  [1, 300],
  [5, 300],
  [60, 3600],
])(
  'tells of failing runs that come every %i minutes: each period has one',
  (noticeIntervalMinutes, seconds) => {
    const alarms = resourcesOf(synthesize({ noticeIntervalMinutes }).notices, 'AWS::CloudWatch::Alarm');
    const [, alarm] = Object.entries(alarms).find(([id]) => id.startsWith('NotifierFails')) ?? [];
    expect(alarm?.Properties).toMatchObject({ Period: seconds, EvaluationPeriods: 3, MetricName: 'Errors' });
  },
);
