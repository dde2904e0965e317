import { Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type CfnFunction, CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { FilterPattern, type ILogGroup, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import { Schedule, ScheduleExpression, ScheduleTargetInput } from 'aws-cdk-lib/aws-scheduler';
import { LambdaInvoke } from 'aws-cdk-lib/aws-scheduler-targets';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { environmentNames } from '../lambdas/adapters/environment.ts';
import type { Heartbeat } from '../lambdas/contract/access-log.ts';
import { whoamiRoute } from '../lambdas/contract/routes.ts';
import { acknowledge } from './acknowledge.ts';
import { createDeadLetterQueue } from './dead-letter-queue.ts';
import { ServiceFunction } from './service-function.ts';
import { grantTable } from './table-grants.ts';

export interface UseCounterProps {
  table: ITableV2;
  /** In the format of lambdas/contract/access-log.ts; only API Gateway writes to it. */
  accessLog: ILogGroup;
  logRetentionDays: number;
  tracing: boolean;
}

/**
 * Counts the calls of keys from the access log of an API.
 *
 * The ids here must stay: while the function or the permission is being replaced, CloudWatch Logs is refused, and
 * then drops what it has for ten minutes.
 */
export class UseCounter extends Construct {
  /** The batches of the log that could not be counted in spite of all retries. */
  readonly lost: Queue;
  readonly #handler: ServiceFunction;

  constructor(scope: Construct, id: string, { table, accessLog, ...options }: UseCounterProps) {
    super(scope, id);
    this.lost = createDeadLetterQueue(this, 'Lost');
    this.#handler = new ServiceFunction(this, 'Function', {
      entry: 'usage',
      description: 'Counts the calls of keys from the access log',
      environment: { [environmentNames.tableName]: table.tableName },
      // Below the lease of a batch (lambdas/handlers/usage.ts).
      timeout: Duration.seconds(25),
      failuresAre: 'A batch that fails goes to a queue, with an alarm.',
      onFailure: new SqsDestination(this.lost),
      ...options,
    });
    grantTable(this.#handler, table, ['DeleteItem', 'GetItem', 'UpdateItem'], { recordsChanges: true });
    // Not by LambdaDestination, whose permission would hold for log groups of other AWS accounts as well.
    const permission = new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: this.#handler.functionArn,
      principal: 'logs.amazonaws.com',
      sourceArn: accessLog.logGroupArn,
      sourceAccount: Stack.of(this).account,
    });
    const filter = new SubscriptionFilter(this, 'Filter', {
      logGroup: accessLog,
      destination: { bind: () => ({ arn: this.#handler.functionArn }) },
      filterPattern: FilterPattern.any(
        FilterPattern.stringValue('$.accessKey', '!=', '-'),
        FilterPattern.stringValue('$.path', '=', `*${whoamiRoute.path}`),
      ),
    });
    filter.node.addDependency(permission);
  }

  /**
   * Has the API called without a key, several times within the hour after which silence proves nothing
   * (lambdas/core/key-use.ts): so it is known that the log is being read although nobody calls.
   * @param url of whoami, whose lines the function gets even without a key
   */
  addHeartbeat(url: string): void {
    const role = new Role(this, 'HeartbeatRole', {
      assumedBy: new ServicePrincipal('scheduler.amazonaws.com', {
        conditions: { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } },
      }),
    });
    const functionId = Stack.of(this).getLogicalId(this.#handler.node.defaultChild as CfnFunction);
    acknowledge(role, {
      [`AwsSolutions-IAM5[Resource::<${functionId}.Arn>:*]`]:
        'The schedule may invoke any version of the function, and nothing else.',
    });
    const schedule = new Schedule(this, 'Heartbeat', {
      description: 'Calls the gateway without a key, to see that its access log is being counted',
      schedule: ScheduleExpression.rate(Duration.minutes(15)),
      target: new LambdaInvoke(this.#handler, {
        role,
        input: ScheduleTargetInput.fromObject({ heartbeat: url } satisfies Heartbeat),
        // The next one comes soon enough.
        retryAttempts: 0,
      }),
    });
    // The role with its policy: the first run must be allowed.
    schedule.node.addDependency(role);
  }
}
