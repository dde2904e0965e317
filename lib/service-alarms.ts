import { Duration } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { MathExpression, Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { Alarms } from './alarms.ts';

export interface ServiceAlarmOptions {
  gatewayApi: RestApi;
  managementApi: RestApi;
  operatorApi: RestApi;
  authorizer: IFunction;
  table: ITableV2;
  /** From which latency of the gateway on, the upstream's time included. */
  gatewayLatencySeconds: number;
}

const five = Duration.minutes(5);
/** Two periods of three: a moment is forgiven, and ten minutes are not. */
const twice = { evaluationPeriods: 3, datapointsToAlarm: 2 };
const threeTimes = { evaluationPeriods: 3 };

/** Alarms about what serves calls: the APIs, the authorizer, the account's concurrency, and the table. */
export function addServiceAlarms(alarms: Alarms, options: ServiceAlarmOptions): void {
  const { gatewayApi, managementApi, operatorApi, authorizer, table, gatewayLatencySeconds } = options;
  for (const [name, what, api, seconds] of [
    ['Gateway', 'gateway', gatewayApi, gatewayLatencySeconds],
    ['Management', 'management API', managementApi, 5],
    // Programs call it, and wait.
    ['Operator', 'operator API', operatorApi, null],
  ] as const) {
    alarms.add(
      `${name}Errors`,
      `More than 5 % of the calls of the ${what} end with a server error.`,
      api.metricServerError({ period: five, statistic: Stats.AVERAGE }),
      0.05,
      twice,
    );
    if (seconds === null) continue;
    alarms.add(
      `${name}Slow`,
      `One call of the ${what} in twenty takes longer than ${seconds} seconds.`,
      api.metricLatency({ period: five, statistic: Stats.percentile(95) }),
      seconds * 1000,
      threeTimes,
    );
  }
  addAuthorizerAlarms(alarms, authorizer);
  alarms.add(
    'ConcurrencyUsedUp',
    'More than 80 % of the concurrency that Lambda allows this AWS account is in use.',
    new MathExpression({
      label: 'Share of the quota in percent',
      expression: 'used / SERVICE_QUOTA(used) * 100',
      usingMetrics: {
        used: new Metric({
          namespace: 'AWS/Usage',
          metricName: 'ResourceCount',
          dimensionsMap: {
            Service: 'Lambda',
            Type: 'Resource',
            Resource: 'ConcurrentExecutions',
            Class: 'None',
          },
          statistic: Stats.MAXIMUM,
        }),
      },
      period: five,
    }),
    80,
  );
  addTableAlarms(alarms, table);
}

function addAuthorizerAlarms(alarms: Alarms, authorizer: IFunction): void {
  alarms.add(
    'AuthorizerFails',
    'The authorizer fails, so calls are refused whatever their key.',
    authorizer.metricErrors({ period: five }),
    5,
    twice,
  );
  alarms.add(
    'AuthorizerThrottled',
    'Lambda does not start the authorizer for some calls, which are refused whatever their key.',
    authorizer.metricThrottles({ period: five }),
    0,
  );
  alarms.add(
    'AuthorizerSlow',
    'One check of a key in a hundred takes longer than 2 seconds.',
    authorizer.metricDuration({ period: five, statistic: Stats.percentile(99) }),
    2000,
    threeTimes,
  );
}

function addTableAlarms(alarms: Alarms, table: ITableV2): void {
  const metric = (metricName: string, dimensions: Record<string, string> = {}) =>
    new Metric({
      namespace: 'AWS/DynamoDB',
      metricName,
      dimensionsMap: { TableName: table.tableName, ...dimensions },
      statistic: Stats.SUM,
      period: five,
    });
  // The SDK repeats what is throttled, so that a few at once harm nobody.
  alarms.add(
    'TableReadsThrottled',
    'DynamoDB refuses reads of the table for now: a key or an account is called too often.',
    metric('ReadThrottleEvents'),
    100,
  );
  alarms.add(
    'TableWritesThrottled',
    'DynamoDB refuses writes to the table for now.',
    metric('WriteThrottleEvents'),
    100,
  );
  // Counted by operation. GetItem is the authorizer's; other functions show in alarms of their own.
  alarms.add(
    'TableFails',
    'DynamoDB answers reads of keys with errors of its own.',
    metric('SystemErrors', { Operation: 'GetItem' }),
    5,
    twice,
  );
}
