import { type CfnGlobalTable, type TablePropsV2, TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';

/**
 * A table that is encrypted with a key of the operator's, which grants then include. The CDK's own option wants to know the
 * region, and with more than one of them a key for each.
 */
export class EncryptedTable extends TableV2 {
  override readonly encryptionKey: IKey;

  constructor(scope: Construct, id: string, key: IKey, props: TablePropsV2) {
    super(scope, id, props);
    this.encryptionKey = key;
    const table = this.node.defaultChild as CfnGlobalTable;
    table.sseSpecification = { sseEnabled: true, sseType: 'KMS' };
    table.addPropertyOverride('Replicas.0.SSESpecification', { KMSMasterKeyId: key.keyArn });
  }
}
