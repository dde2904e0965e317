import { AttributeType, ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import { dueNoticesIndex as names } from '../lambdas/adapters/table/due-notices-index.ts';

/** The queue of notices, as the table should have it. */
export const dueNoticesIndex = {
  indexName: names.name,
  partitionKey: { name: names.partitionKey, type: AttributeType.NUMBER },
  sortKey: { name: names.sortKey, type: AttributeType.NUMBER },
  projectionType: ProjectionType.KEYS_ONLY,
};
