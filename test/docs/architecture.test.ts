import { dueNoticesIndex } from '../../lib/table-schema.ts';
import { resourcesOf, synthesize } from '../support/stacks.ts';
import { readText } from './markdown.ts';

// Where a line ends does not matter.
const text = readText('docs/architecture.md').replace(/\s+/g, ' ');

it('names the index and the attribute by which items end as the table has them', async () => {
  const [table] = Object.values(resourcesOf((await synthesize()).data, 'AWS::DynamoDB::GlobalTable'));
  expect(text).toContain(
    `time-to-live removes voided ids (\`${table?.Properties.TimeToLiveSpecification.AttributeName}\`)`,
  );
  const { indexName, partitionKey, sortKey } = dueNoticesIndex;
  expect(text).toContain(`The index \`${indexName}\` has the partition key \`${partitionKey.name}\``);
  expect(text).toContain(`sort key \`${sortKey.name}\``);
});
