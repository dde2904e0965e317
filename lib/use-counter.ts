import { Duration, Stack } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { CfnPermission } from 'aws-cdk-lib/aws-lambda';
import { SqsDestination } from 'aws-cdk-lib/aws-lambda-destinations';
import { FilterPattern, type ILogGroup, SubscriptionFilter } from 'aws-cdk-lib/aws-logs';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { environmentNames } from '../lambdas/adapters/environment.ts';
import { createDeadLetterQueue } from './dead-letter-queue.ts';
import { ServiceFunction } from './service-function.ts';

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

  constructor(scope: Construct, id: string, { table, accessLog, ...options }: UseCounterProps) {
    super(scope, id);
    this.lost = createDeadLetterQueue(this, 'Lost');
    const handler = new ServiceFunction(this, 'Function', {
      entry: 'usage',
      description: 'Counts the calls of keys from the access log',
      environment: { [environmentNames.tableName]: table.tableName },
      // Below the lease of a batch (lambdas/handlers/usage.ts).
      timeout: Duration.seconds(25),
      failuresAre: 'A batch that fails goes to a queue, with an alarm.',
      onFailure: new SqsDestination(this.lost),
      ...options,
    });
    handler.addToRolePolicy(
      new PolicyStatement({
        actions: ['dynamodb:DeleteItem', 'dynamodb:GetItem', 'dynamodb:UpdateItem'],
        resources: [table.tableArn],
      }),
    );
    // Not by LambdaDestination, whose permission would hold for log groups of other AWS accounts as well.
    const permission = new CfnPermission(this, 'Permission', {
      action: 'lambda:InvokeFunction',
      functionName: handler.functionArn,
      principal: 'logs.amazonaws.com',
      sourceArn: accessLog.logGroupArn,
      sourceAccount: Stack.of(this).account,
    });
    const filter = new SubscriptionFilter(this, 'Filter', {
      logGroup: accessLog,
      destination: { bind: () => ({ arn: handler.functionArn }) },
      filterPattern: FilterPattern.stringValue('$.accessKey', '!=', '-'),
    });
    filter.node.addDependency(permission);
  }
}
