import type { TableGrants } from '../iam/table-grants.ts';

/** What the thread of the embedded DynamoDB is told, to deny what AWS would deny. */
export interface Restrictions {
  readonly grants: TableGrants;
  /** The name of each table's partition key, which conditions of grants may ask about. */
  readonly partitionKeys: ReadonlyMap<string, string>;
}
