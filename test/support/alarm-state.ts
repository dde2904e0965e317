/** An alarm of a template, as far as its state depends on it. */
export interface AlarmProperties {
  Threshold: number;
  ComparisonOperator: string;
  EvaluationPeriods: number;
  DatapointsToAlarm?: number;
  TreatMissingData: string;
  Statistic?: string;
  ExtendedStatistic?: string;
  Metrics?: readonly { Expression?: string; MetricStat?: { Stat: string } }[];
}

/** The samples of a metric in one period; none: CloudWatch has no data. */
export type Samples = readonly number[];

/**
 * Computes what CloudWatch makes of a metric: whether the alarm is on after these periods.
 * @param periods oldest first, each as long as the alarm's; those before them had no data
 * @param quota what SERVICE_QUOTA is in a metric that is computed
 * @throws Error for anything that it can't compute
 */
export function isOn(alarm: AlarmProperties, periods: readonly Samples[], quota = Number.NaN): boolean {
  const count = alarm.EvaluationPeriods;
  const last = [...new Array<Samples>(count).fill([]), ...periods].slice(-count);
  const breaching = last.filter((samples) =>
    samples.length === 0
      ? { breaching: true, notBreaching: false }[alarm.TreatMissingData]
      : breaches(alarm, measure(alarm, samples, quota)),
  );
  return breaching.length >= (alarm.DatapointsToAlarm ?? count);
}

function measure(alarm: AlarmProperties, samples: Samples, quota: number): number {
  if (!alarm.Metrics) return aggregate(alarm.Statistic ?? alarm.ExtendedStatistic ?? '', samples);
  const [expression, ...others] = alarm.Metrics.flatMap(({ Expression }) => Expression ?? []);
  const stats = alarm.Metrics.flatMap(({ MetricStat }) => MetricStat?.Stat ?? []);
  if (expression !== 'used / SERVICE_QUOTA(used) * 100' || others.length > 0 || stats.length !== 1) {
    throw new Error(`This alarm computes something new: ${JSON.stringify(alarm.Metrics)}`);
  }
  return (aggregate(stats[0] ?? '', samples) / quota) * 100;
}

function aggregate(statistic: string, samples: Samples): number {
  const sum = samples.reduce((total, sample) => total + sample, 0);
  const sorted = samples.toSorted((a, b) => a - b);
  const percent = /^p(\d+)$/.exec(statistic)?.[1];
  if (percent) return sorted[Math.ceil((Number(percent) / 100) * sorted.length) - 1] ?? 0;
  if (statistic === 'Sum') return sum;
  if (statistic === 'Average') return sum / samples.length;
  if (statistic === 'Maximum') return sorted.at(-1) ?? 0;
  if (statistic === 'Minimum') return sorted[0] ?? 0;
  throw new Error(`A statistic of another kind: ${statistic}`);
}

function breaches({ ComparisonOperator, Threshold }: AlarmProperties, value: number): boolean {
  if (ComparisonOperator === 'GreaterThanThreshold') return value > Threshold;
  if (ComparisonOperator === 'LessThanThreshold') return value < Threshold;
  throw new Error(`A comparison of another kind: ${ComparisonOperator}`);
}
