import { AttributeType, ProjectionType } from 'aws-cdk-lib/aws-dynamodb';
import { accountsByEmailIndex as byEmail } from '../lambdas/adapters/table/accounts-by-email-index.ts';
import { dueNoticesIndex as names } from '../lambdas/adapters/table/due-notices-index.ts';

/** The queue of notices, as the table should have it. */
export const dueNoticesIndex = {
  indexName: names.name,
  partitionKey: { name: names.partitionKey, type: AttributeType.NUMBER },
  sortKey: { name: names.sortKey, type: AttributeType.NUMBER },
  projectionType: ProjectionType.KEYS_ONLY,
};

/** The accounts of an address. */
export const accountsByEmailIndex = {
  indexName: byEmail.name,
  partitionKey: { name: byEmail.partitionKey, type: AttributeType.STRING },
  projectionType: ProjectionType.KEYS_ONLY,
};
