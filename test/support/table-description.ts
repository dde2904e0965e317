import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { DataStack } from '../../lib/data-stack.ts';
import { readSettings } from '../../lib/settings.ts';

export type TableDescription = Omit<CreateTableCommandInput, 'TableName'>;

/**
 * The keys and indexes of the deployed table, taken from the data stack's own template.
 * @param outdir where synthesis writes; a folder of its own by default
 */
export function describeTable(outdir?: string): TableDescription {
  const settings = readSettings((name) => (name === 'senderEmail' ? 'keys@acme.dev' : undefined));
  const stack = new DataStack(new App({ outdir }), 'Data', { settings });
  const [table] = Object.values(Template.fromStack(stack).findResources('AWS::DynamoDB::GlobalTable'));
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes } = table?.Properties ?? {};
  return { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, BillingMode: 'PAY_PER_REQUEST' };
}
