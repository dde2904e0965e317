import { Aws, Duration, Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import * as cloudwatch from 'aws-cdk-lib/aws-cloudwatch';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { metricsNamespace } from './metrics.ts';

export interface DashboardOptions {
  alarms: readonly cloudwatch.IAlarm[];
  gatewayApi: RestApi;
  managementApi: RestApi;
  authorizer: IFunction;
  notifier: IFunction;
  table: ITableV2;
  /** The gateway's access log. */
  gatewayLog: ILogGroup;
}

const period = Duration.minutes(5);
const [sum, p50, p95, p99] = ['Sum', 'p50', 'p95', 'p99'];

/**
 * What to look at when an alarm goes off: calls, refusals by code, latencies, notices, and what costs money. At most 50
 * metrics: an AWS account has three dashboards of that size for free. Refusals come from the access log by a query,
 * which costs only when somebody looks.
 */
export function addDashboard(scope: Construct, options: DashboardOptions): void {
  const { gatewayApi, managementApi, authorizer, notifier, table, gatewayLog, alarms } = options;
  const { stackName } = Stack.of(scope);
  new cloudwatch.Dashboard(scope, 'Dashboard', {
    // Known to the whole AWS account.
    dashboardName: `${stackName}-${Aws.REGION}`,
    defaultInterval: Duration.hours(12),
    widgets: [
      [new cloudwatch.AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms], width: 24, height: 4 })],
      [calls('Gateway: calls', gatewayApi), latencies('Gateway: latency', gatewayApi), refusals(gatewayLog)],
      [
        calls('Management API: calls', managementApi),
        latencies('Management API: latency', managementApi),
        ...checks(authorizer),
      ],
      [...tableUse(table), ...notices(notifier)],
      [...costDrivers(gatewayApi, authorizer, table, gatewayLog)],
    ],
  });
}

function graph(
  title: string,
  left: cloudwatch.IMetric[],
  rest: Partial<cloudwatch.GraphWidgetProps> = {},
): cloudwatch.GraphWidget {
  return new cloudwatch.GraphWidget({ title, left, width: 8, height: 6, ...rest });
}

function calls(title: string, api: RestApi): cloudwatch.IWidget {
  return graph(title, [
    api.metricCount({ period, statistic: sum, label: 'calls' }),
    api.metricClientError({ period, statistic: sum, label: '4xx' }),
    api.metricServerError({ period, statistic: sum, label: '5xx', color: cloudwatch.Color.RED }),
  ]);
}

function latencies(title: string, api: RestApi): cloudwatch.IWidget {
  return graph(title, [
    api.metricLatency({ period, statistic: p50, label: 'p50' }),
    api.metricLatency({ period, statistic: p95, label: 'p95' }),
    api.metricIntegrationLatency({ period, statistic: p95, label: 'p95 behind the gateway' }),
  ]);
}

function refusals(log: ILogGroup): cloudwatch.IWidget {
  return new cloudwatch.LogQueryWidget({
    title: 'Gateway: refusals by code',
    view: cloudwatch.LogQueryVisualizationType.TABLE,
    logGroupNames: [log.logGroupName],
    queryLines: [
      'fields code, responseType, status',
      'filter responseType != "-"',
      'stats count(*) as refused, count_distinct(accessKey) as keys by code, responseType, status',
      'sort refused desc',
    ],
    width: 8,
    height: 6,
  });
}

function checks(authorizer: IFunction): cloudwatch.IWidget[] {
  return [
    graph(
      'Authorizer',
      [
        authorizer.metricErrors({ period, label: 'errors', color: cloudwatch.Color.RED }),
        authorizer.metricThrottles({ period, label: 'throttles', color: cloudwatch.Color.ORANGE }),
      ],
      {
        right: [
          authorizer.metricDuration({ period, statistic: p50, label: 'duration p50' }),
          authorizer.metricDuration({ period, statistic: p99, label: 'duration p99' }),
        ],
      },
    ),
  ];
}

function tableUse(table: ITableV2): cloudwatch.IWidget[] {
  const metric = (metricName: string, label: string) => tableMetric(table, metricName, label);
  return [
    graph('Table: throttled', [
      metric('ReadThrottleEvents', 'reads'),
      metric('WriteThrottleEvents', 'writes'),
    ]),
  ];
}

function tableMetric(table: ITableV2, metricName: string, label: string): cloudwatch.Metric {
  return new cloudwatch.Metric({
    namespace: 'AWS/DynamoDB',
    metricName,
    dimensionsMap: { TableName: table.tableName },
    statistic: sum,
    period,
    label,
  });
}

function notices(notifier: IFunction): cloudwatch.IWidget[] {
  const own = (metricName: string, label: string, statistic = sum) =>
    new cloudwatch.Metric({
      namespace: metricsNamespace,
      metricName,
      dimensionsMap: { service: notifier.stack.stackName },
      statistic,
      period,
      label,
    });
  const rate = (metricName: string, label: string) =>
    new cloudwatch.Metric({
      namespace: 'AWS/SES',
      metricName,
      statistic: 'Average',
      period: Duration.hours(1),
      label,
    });
  return [
    graph(
      'Notices',
      [
        own('MailsSent', 'mails'),
        own('NoticesSent', 'notices'),
        own('MailsFailed', 'failed'),
        own('AccountsUndeliverable', 'accounts that nothing reaches'),
      ],
      { right: [own('OldestOverdueNotice', 'seconds overdue', 'Maximum')] },
    ),
    graph('Mail: reputation of the AWS account', [
      rate('Reputation.BounceRate', 'bounces'),
      rate('Reputation.ComplaintRate', 'complaints'),
    ]),
  ];
}

/** In the order of what a call costs (docs/costs.md). */
function costDrivers(
  gatewayApi: RestApi,
  authorizer: IFunction,
  table: ITableV2,
  log: ILogGroup,
): cloudwatch.IWidget[] {
  const hour = Duration.hours(1);
  const incoming = new cloudwatch.Metric({
    namespace: 'AWS/Logs',
    metricName: 'IncomingBytes',
    dimensionsMap: { LogGroupName: log.logGroupName },
    statistic: sum,
    period: hour,
    label: 'bytes of the access log',
  });
  return [
    graph('Cost: calls', [
      gatewayApi.metricCount({ period: hour, statistic: sum, label: 'gateway' }),
      authorizer.metricInvocations({ period: hour, label: 'authorizer' }),
    ]),
    graph('Cost: table', [
      tableMetric(table, 'ConsumedReadCapacityUnits', 'read units').with({ period: hour }),
      tableMetric(table, 'ConsumedWriteCapacityUnits', 'write units').with({ period: hour }),
    ]),
    graph('Cost: logs', [incoming]),
  ];
}
