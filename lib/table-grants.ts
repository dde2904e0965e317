import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { trailPartitionPrefix } from '../lambdas/adapters/table/trail-partition.ts';

type TableAction =
  | 'GetItem'
  | 'BatchGetItem'
  | 'PutItem'
  | 'UpdateItem'
  | 'DeleteItem'
  | 'BatchWriteItem'
  | 'Query';

/** What would alter a line of a trail. Overwriting it by PutItem is prevented by a condition of the code. */
const alterations: readonly TableAction[] = ['UpdateItem', 'DeleteItem', 'BatchWriteItem'];

/**
 * Lets a function do exactly `actions` with the table, and nothing that alters a trail.
 * @param options.recordsChanges it adds lines to trails; that may be all that it puts
 * @param options.deletesTrails it deletes whole trails with their accounts
 */
export function grantTable(
  { grantPrincipal }: IGrantable,
  { tableArn }: ITableV2,
  actions: readonly TableAction[],
  { recordsChanges = false, deletesTrails = false } = {},
): void {
  const grant = (effect: Effect, some: readonly TableAction[], conditions?: Record<string, object>) =>
    grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        effect,
        actions: some.map((action) => `dynamodb:${action}`),
        resources: [tableArn],
        ...(conditions && { conditions }),
      }),
    );
  // DynamoDB tells IAM the partition key of the item.
  const inTrails = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': [`${trailPartitionPrefix}*`] } };
  if (actions.length > 0) grant(Effect.ALLOW, actions);
  if (recordsChanges && !actions.includes('PutItem')) grant(Effect.ALLOW, ['PutItem'], inTrails);
  const withheld = deletesTrails ? alterations.slice(0, 1) : alterations;
  const denied = withheld.filter((action) => actions.includes(action));
  if (denied.length > 0) grant(Effect.DENY, denied, inTrails);
}
