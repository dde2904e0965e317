import { Aws, CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import type { Construct } from 'constructs';
import { EncryptedTable } from './encrypted-table.ts';
import { tellProvider } from './identity-provider.ts';
import { ownSignInUrl } from './portal-domains.ts';
import type { Settings } from './settings.ts';
import { accountsByEmailIndex, dueNoticesIndex } from './table-schema.ts';
import { createUserPool } from './user-pool.ts';

export interface DataStackProps extends StackProps {
  settings: Settings;
}

/**
 * What must never be lost: the table of accounts and keys, and the user pool. No deployment replaces or
 * removes them.
 */
export class DataStack extends Stack {
  readonly table: dynamodb.ITableV2;
  readonly userPool: cognito.IUserPool;
  /** The URL of Cognito's managed login, where account holders sign in. */
  readonly signInUrl: string;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    const removalPolicy = settings.removalProtection
      ? // Also removes what a failed first deployment leaves, whose name would block the next.
        RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
      : RemovalPolicy.DESTROY;

    const tableKey =
      settings.tableKeyArn === undefined ? undefined : Key.fromKeyArn(this, 'TableKey', settings.tableKeyArn);
    // A global table with one region from the start: a plain table can't become one without being replaced.
    const tableProps: dynamodb.TablePropsV2 = {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: settings.removalProtection,
      removalPolicy,
      timeToLiveAttribute: 'removeAfter',
      globalSecondaryIndexes: [dueNoticesIndex, accountsByEmailIndex],
    };
    const table = tableKey
      ? new EncryptedTable(this, 'Table', tableKey, tableProps)
      : new dynamodb.TableV2(this, 'Table', tableProps);

    const userPool = createUserPool(this, settings, removalPolicy);
    const domain = addSignInPages(userPool, `latchkey-${settings.stage}-${Aws.ACCOUNT_ID}`);
    // Stay exported when no other stack asks for them any more: CloudFormation takes no export away that is in use.
    for (const value of [
      domain.domainName,
      table.tableName,
      table.tableArn,
      userPool.userPoolId,
      userPool.userPoolArn,
    ])
      this.exportValue(value);

    // What was made here stays, unused, whatever is adopted: it may be what is to be looked into.
    const adopted = this.#adoptUserPool(settings);
    this.table = this.#adoptTable(settings, tableKey) ?? table;
    this.userPool = adopted?.userPool ?? userPool;
    this.signInUrl = adopted?.signInUrl ?? domain.baseUrl();
    const { identityProvider } = settings;
    if (identityProvider)
      tellProvider(this, this.userPool, identityProvider, ownSignInUrl(settings) ?? this.signInUrl);
    new CfnOutput(this, 'TableName', {
      value: this.table.tableName,
      description: 'Table of accounts and keys',
    });
    new CfnOutput(this, 'UserPoolId', {
      value: this.userPool.userPoolId,
      description: 'User pool of the account holders',
    });
  }

  #adoptTable(
    { existingTableName: tableName }: Settings,
    encryptionKey: IKey | undefined,
  ): dynamodb.ITableV2 | undefined {
    if (tableName === undefined) return undefined;
    return dynamodb.TableV2.fromTableAttributes(this, 'ExistingTable', {
      tableName,
      ...(encryptionKey && { encryptionKey }),
    });
  }

  #adoptUserPool({ existingUserPoolId, stage }: Settings) {
    if (existingUserPoolId === undefined) return undefined;
    const userPool = cognito.UserPool.fromUserPoolId(this, 'ExistingUserPool', existingUserPoolId);
    // The pool that was made here has the plain name.
    const prefix = `latchkey-${stage}-${Aws.ACCOUNT_ID}-adopted`;
    addSignInPages(userPool, prefix);
    // Written out: an export would be in use when the setting is dropped.
    return { userPool, signInUrl: `https://${prefix}.auth.${Aws.REGION}.amazoncognito.com` };
  }
}

function addSignInPages(userPool: cognito.IUserPool, domainPrefix: string): cognito.UserPoolDomain {
  return userPool.addDomain('Domain', {
    cognitoDomain: { domainPrefix },
    managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
  });
}
