import { Aws, CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import * as dynamodb from 'aws-cdk-lib/aws-dynamodb';
import type { Construct } from 'constructs';
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
  readonly table: dynamodb.TableV2;
  readonly userPool: cognito.IUserPool;
  /** The URL of Cognito's managed login, where account holders sign in. */
  readonly signInUrl: string;

  constructor(scope: Construct, id: string, { settings, ...props }: DataStackProps) {
    super(scope, id, props);
    const removalPolicy = settings.removalProtection
      ? // Also removes what a failed first deployment leaves, whose name would block the next.
        RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE
      : RemovalPolicy.DESTROY;

    // A global table with one region from the start: a plain table can't become one without being replaced.
    const table = new dynamodb.TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: dynamodb.AttributeType.STRING },
      sortKey: { name: 'sk', type: dynamodb.AttributeType.STRING },
      billing: dynamodb.Billing.onDemand(),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      deletionProtection: settings.removalProtection,
      removalPolicy,
      timeToLiveAttribute: 'removeAfter',
      globalSecondaryIndexes: [dueNoticesIndex, accountsByEmailIndex],
    });

    const userPool = createUserPool(this, settings, removalPolicy);
    const domain = userPool.addDomain('Domain', {
      cognitoDomain: { domainPrefix: `latchkey-${settings.stage}-${Aws.ACCOUNT_ID}` },
      managedLoginVersion: cognito.ManagedLoginVersion.NEWER_MANAGED_LOGIN,
    });

    this.table = table;
    this.userPool = userPool;
    this.signInUrl = domain.baseUrl();
    const { identityProvider } = settings;
    if (identityProvider)
      tellProvider(this, userPool, identityProvider, ownSignInUrl(settings) ?? this.signInUrl);
    // Stays exported when no other stack asks for it any more: CloudFormation takes no export away that is in use.
    this.exportValue(domain.domainName);
    new CfnOutput(this, 'TableName', { value: table.tableName, description: 'Table of accounts and keys' });
    new CfnOutput(this, 'UserPoolId', {
      value: userPool.userPoolId,
      description: 'User pool of the account holders',
    });
  }
}
