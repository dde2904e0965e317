/** What of a deployment costs money. */
export interface Deployment {
  /** CloudWatch alarms, without composite ones. */
  alarms: number;
  /** MiB of the functions that a call or an idle month runs. */
  authorizerMemory: number;
  notifierMemory: number;
  usageMemory: number;
  /** Whether API Gateway hands each call to X-Ray's sampling. */
  isGatewayTraced: boolean;
  /** Whether X-Ray samples the notifier's runs. */
  isNotifierTraced: boolean;
  /** Whether Lambda writes a START, an END and a REPORT line for each call of these functions. */
  hasAuthorizerReports: boolean;
  hasNotifierReports: boolean;
  /** Bytes of the access log's line about a call of the length of the sample (sample-log-line.ts). */
  accessLogBytes: number;
  /** Whether CloudWatch has metrics for each method of the gateway. */
  hasMethodMetrics: boolean;
  /** Runs of the notifier. */
  notifierRunsPerHour: number;
  /** Metrics that each run of the notifier publishes, also when nothing goes wrong. */
  notifierMetrics: number;
  /** Queries that each run makes when nothing is due: one for each shard of the queue. */
  notifierQueries: number;
  /** Calls of the gateway that show whether its access log is being counted. */
  heartbeatsPerHour: number;
}

/** As the templates have it with the default settings; a test fails when they say something else. */
export const defaultDeployment: Deployment = {
  alarms: 24,
  authorizerMemory: 512,
  notifierMemory: 512,
  usageMemory: 512,
  isGatewayTraced: false,
  isNotifierTraced: false,
  hasAuthorizerReports: false,
  hasNotifierReports: false,
  accessLogBytes: 344,
  hasMethodMetrics: false,
  notifierRunsPerHour: 12,
  notifierMetrics: 0,
  notifierQueries: 8,
  heartbeatsPerHour: 4,
};
