import { AttributeType, ProjectionType } from 'aws-cdk-lib/aws-dynamodb';

/** The queue of notices: an item is in it only while it has a notice to come, in the order in which they fall due. */
export const dueNoticesIndex = {
  indexName: 'due-notices',
  partitionKey: { name: 'noticeShard', type: AttributeType.NUMBER },
  sortKey: { name: 'noticeAt', type: AttributeType.NUMBER },
  projectionType: ProjectionType.KEYS_ONLY,
};
