import {
  Alarm,
  type AlarmProps,
  ComparisonOperator,
  type IMetric,
  TreatMissingData,
} from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

/** The alarms of a stage; docs/runbook.md has an article on each, by its id. */
export class Alarms {
  readonly all: Alarm[] = [];
  readonly #scope: Construct;
  readonly #action: SnsAction;

  constructor(scope: Construct, topic: ITopic) {
    this.#scope = scope;
    this.#action = new SnsAction(topic);
  }

  /**
   * An alarm that goes off when the metric is above the threshold for one period, unless `rest` says otherwise.
   * Missing data is no trouble: a service without errors, or without calls, has no data.
   */
  add(
    id: string,
    description: string,
    metric: IMetric,
    threshold: number,
    rest: Partial<AlarmProps> = {},
  ): void {
    const alarm = new Alarm(this.#scope, id, {
      alarmDescription: `${description} Runbook: docs/runbook.md, article ${id}.`,
      metric,
      threshold,
      evaluationPeriods: 1,
      comparisonOperator: ComparisonOperator.GREATER_THAN_THRESHOLD,
      treatMissingData: TreatMissingData.NOT_BREACHING,
      ...rest,
    });
    alarm.addAlarmAction(this.#action);
    this.all.push(alarm);
  }

  /** An alarm that goes off when the metric is below the threshold. */
  addBelow(id: string, description: string, metric: IMetric, threshold: number): void {
    this.add(id, description, metric, threshold, {
      comparisonOperator: ComparisonOperator.LESS_THAN_THRESHOLD,
    });
  }
}
