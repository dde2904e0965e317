import { CfnOutput, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import { CfnAccount, type RestApi } from 'aws-cdk-lib/aws-apigateway';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { addFirewall } from './firewall.ts';
import { GatewayApi } from './gateway-api.ts';
import { ManagementApi } from './management-api.ts';
import { OperatorApi } from './operator-api.ts';
import type { Settings } from './settings.ts';

export interface ServiceStackProps extends StackProps {
  settings: Settings;
  table: ITableV2;
  userPool: IUserPool;
}

/**
 * Everything that runs: functions and APIs. It holds no data, so a deployment may fail or be rolled back
 * safely.
 */
export class ServiceStack extends Stack {
  readonly managementApi: RestApi;
  readonly gatewayApi: RestApi;
  /** Where customers call, with a slash at the end. */
  readonly gatewayUrl: string;
  readonly gatewayLog: ILogGroup;
  readonly authorizer: IFunction;
  readonly operatorApi: RestApi;
  /** The batches of the gateway's access log that could not be counted. */
  readonly lostUse: IQueue;

  constructor(scope: Construct, id: string, { settings, table, userPool, ...props }: ServiceStackProps) {
    super(scope, id, props);
    const management = new ManagementApi(this, 'Management', { settings, table, userPool });
    this.managementApi = management.api;
    const { functions } = management;
    const { api, keys, accessLog, url } = new GatewayApi(this, 'Gateway', { settings, table, functions });
    this.gatewayApi = api;
    this.gatewayUrl = url;
    this.gatewayLog = accessLog;
    this.authorizer = keys.handler;
    this.lostUse = keys.lostUse;
    this.operatorApi = new OperatorApi(this, 'Operator', { settings, table, functions }).api;
    addFirewall(this, { gateway: api, management: this.managementApi, operator: this.operatorApi }, settings);
    if (settings.apiGatewayLogRole) this.#letApiGatewayLog();
    // Stay exported when no other stack asks for them any more: CloudFormation takes no export away that is in
    // use.
    for (const { restApiId, deploymentStage } of [this.managementApi, this.gatewayApi]) {
      this.exportValue(restApiId);
      this.exportValue(deploymentStage.stageName);
    }

    new CfnOutput(this, 'GatewayUrl', {
      value: url,
      description: 'The API that your customers call with their keys',
    });
    new CfnOutput(this, 'ManagementApiUrl', {
      value: this.managementApi.url,
      description: 'The management API without the portal in front of it',
    });
    new CfnOutput(this, 'OperatorApiUrl', {
      value: this.operatorApi.url,
      description: 'The API for your own systems, which sign with AWS credentials',
    });
  }

  /** API Gateway logs with one role per AWS account and region; without it, no stage can be deployed. */
  #letApiGatewayLog(): void {
    const role = new Role(this, 'ApiGatewayLogRole', {
      assumedBy: new ServicePrincipal('apigateway.amazonaws.com'),
      managedPolicies: [
        ManagedPolicy.fromAwsManagedPolicyName('service-role/AmazonAPIGatewayPushToCloudWatchLogs'),
      ],
    });
    // Role and setting outlive the stage: other stages and APIs of the account may depend on them by then.
    role.applyRemovalPolicy(RemovalPolicy.RETAIN);
    acknowledge(role, {
      'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AmazonAPIGatewayPushToCloudWatchLogs]':
        'AWS provides this policy for exactly this purpose.',
    });
    const account = new CfnAccount(this, 'ApiGatewayAccount', { cloudWatchRoleArn: role.roleArn });
    account.applyRemovalPolicy(RemovalPolicy.RETAIN);
    for (const api of [this.managementApi, this.gatewayApi, this.operatorApi])
      api.deploymentStage.node.addDependency(account);
  }
}
