import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAccount, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { GatewayApi } from './gateway-api.ts';
import { ManagementApi } from './management-api.ts';
import type { Settings } from './settings.ts';

export interface ServiceStackProps extends StackProps {
  settings: Settings;
  table: ITableV2;
  userPool: IUserPool;
}

/** All that runs: functions and APIs. It holds no data, so that any deployment of it can fail, or be undone. */
export class ServiceStack extends Stack {
  readonly managementApi: RestApi;
  readonly gatewayApi: RestApi;

  constructor(scope: Construct, id: string, { settings, table, userPool, ...props }: ServiceStackProps) {
    super(scope, id, props);
    this.managementApi = new ManagementApi(this, 'Management', { settings, table, userPool }).api;
    this.gatewayApi = new GatewayApi(this, 'Gateway', { settings, table }).api;
    if (settings.apiGatewayLogRole) this.#letApiGatewayLog();

    new CfnOutput(this, 'GatewayUrl', {
      value: this.gatewayApi.url,
      description: 'The API that your customers call with their keys',
    });
    new CfnOutput(this, 'ManagementApiUrl', {
      value: this.managementApi.url,
      description: 'The management API without the portal in front of it',
    });
  }

  /** API Gateway writes logs by one role for the whole AWS account and region; without any, its stages can't be deployed. */
  #letApiGatewayLog(): void {
    const role = new Role(this, 'ApiGatewayLogRole', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
      ],
    });
    // They outlive the stage: other stages and APIs of the account may log by them by then.
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(role, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        'The policy that AWS keeps for this very purpose.',
    });
    const account = new CfnAccount(this, 'ApiGatewayAccount', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    for (const api of [this.managementApi, this.gatewayApi]) api.deploymentStage.node.addDependency(account);
  }
}
