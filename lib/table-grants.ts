import { Aws } from 'aws-cdk-lib';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Effect, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { trailPartitionPrefix } from '../lambdas/adapters/table/trail-partition.ts';
import type { TableAction } from '../lambdas/contract/routes.ts';

/** What would alter a line of a trail. Overwriting it by PutItem is prevented by a condition of the code. */
const alterations: readonly TableAction[] = ['UpdateItem', 'DeleteItem', 'BatchWriteItem'];

const reads: readonly TableAction[] = ['GetItem', 'BatchGetItem', 'Query'];

const readsByKey = ['kms:Decrypt', 'kms:DescribeKey'];
const allByKey = [
  ...readsByKey,
  'kms:Encrypt',
  'kms:GenerateDataKey',
  'kms:ReEncryptFrom',
  'kms:ReEncryptTo',
];

/**
 * Lets a function do exactly `actions` with the table, and nothing that alters a trail.
 * @param options.recordsChanges it adds lines to trails; that may be all that it puts
 * @param options.deletesTrails it deletes whole trails with their accounts
 */
export function grantTable(
  { grantPrincipal }: IGrantable,
  { tableArn, encryptionKey }: ITableV2,
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
  if (!encryptionKey || (actions.length === 0 && !recordsChanges)) return;
  grantPrincipal.addToPrincipalPolicy(
    new PolicyStatement({
      actions: actions.every((action) => reads.includes(action)) && !recordsChanges ? readsByKey : allByKey,
      resources: [encryptionKey.keyArn],
      // Only for the table: DynamoDB asks in the name of the caller.
      conditions: { StringEquals: { 'kms:ViaService': `dynamodb.${Aws.REGION}.amazonaws.com` } },
    }),
  );
}
