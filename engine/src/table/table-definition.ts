import type { Assembly } from '../assembly/assembly.ts';
import { isObject, type Json, type JsonObject, scalarText } from '../assembly/json.ts';
import type { Resource } from '../assembly/template.ts';

/** The parts of a table that DynamoDB's `CreateTable` takes. */
export interface TableDefinition {
  readonly TableName: string;
  readonly BillingMode: 'PAY_PER_REQUEST';
  readonly AttributeDefinitions: Json[];
  readonly KeySchema: Json[];
  readonly GlobalSecondaryIndexes?: JsonObject[];
  readonly LocalSecondaryIndexes?: JsonObject[];
}

/** The tables that the templates declare. */
export function readTables(assembly: Assembly): TableDefinition[] {
  return assembly.resources('AWS::DynamoDB::Table', 'AWS::DynamoDB::GlobalTable').map(readTable);
}

/** The name of the attribute that decides in which partition an item lies. */
export function partitionKeyOf({ KeySchema }: TableDefinition): string {
  const hash = KeySchema.filter(isObject).find(({ KeyType }) => KeyType === 'HASH');
  return scalarText(hash?.AttributeName ?? null) ?? '';
}

function readTable(resource: Resource): TableDefinition {
  const global = readIndexes(resource, 'GlobalSecondaryIndexes');
  const local = readIndexes(resource, 'LocalSecondaryIndexes');
  return {
    TableName: resource.physicalName,
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: resource.list('AttributeDefinitions'),
    KeySchema: resource.list('KeySchema'),
    ...(global.length > 0 ? { GlobalSecondaryIndexes: global } : {}),
    ...(local.length > 0 ? { LocalSecondaryIndexes: local } : {}),
  };
}

// A template has more properties of an index (capacity, warm throughput) than an on-demand table takes.
function readIndexes(resource: Resource, property: string): JsonObject[] {
  return resource
    .list(property)
    .filter(isObject)
    .map(({ IndexName = null, KeySchema = null, Projection = null }) => ({
      IndexName,
      KeySchema,
      Projection,
    }));
}
