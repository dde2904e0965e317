import { createHash } from 'node:crypto';
import type { JsonObject } from './json.ts';
import { accountId, partition, region, urlSuffix } from './pseudo-parameters.ts';

/** What is needed to name a resource; `name` is its name in the template, if any. */
export interface Nameable {
  readonly stack: string;
  readonly logicalId: string;
  readonly type: string;
  readonly name: string | undefined;
}

/** The property that holds a resource's name, for types that have one. */
export const namePropertyByType: Readonly<Record<string, string>> = {
  'AWS::ApiGateway::Stage': 'StageName',
  'AWS::Cognito::UserPoolDomain': 'Domain',
  'AWS::DynamoDB::GlobalTable': 'TableName',
  'AWS::DynamoDB::Table': 'TableName',
  'AWS::Events::Rule': 'Name',
  'AWS::IAM::Role': 'RoleName',
  'AWS::Lambda::Function': 'FunctionName',
  'AWS::Logs::LogGroup': 'LogGroupName',
  'AWS::S3::Bucket': 'BucketName',
  'AWS::SES::ConfigurationSet': 'Name',
  'AWS::SES::EmailIdentity': 'EmailIdentity',
  'AWS::SNS::Topic': 'TopicName',
  'AWS::SQS::Queue': 'QueueName',
  'AWS::SSM::Parameter': 'Name',
  'AWS::Scheduler::Schedule': 'Name',
  'AWS::Scheduler::ScheduleGroup': 'Name',
};

/**
 * The name of a resource: the template's, or else one made from stack and logical ID, in the form that AWS
 * uses for its type. It depends on nothing else, so that data stays in place from one start to the next.
 */
export function physicalName(resource: Nameable): string {
  if (resource.name !== undefined) return resource.name;
  const id = letters(`${resource.stack}/${resource.logicalId}`);
  switch (resource.type) {
    case 'AWS::ApiGateway::RestApi':
      return id.slice(0, 10);
    case 'AWS::CloudFront::Distribution':
      return `E${id.slice(0, 13).toUpperCase()}`;
    case 'AWS::Cognito::UserPool':
      return `${region}_${id.slice(0, 9)}`;
    case 'AWS::Cognito::UserPoolClient':
      return id.slice(0, 26);
    case 'AWS::S3::Bucket':
      return shortened(`${resource.stack}-${resource.logicalId}`.toLowerCase(), id);
    default:
      return shortened(`${resource.stack}-${resource.logicalId}`, id);
  }
}

/** What `Ref` gives: the name for most types, the ARN or the URL for a few. */
export function reference(resource: Nameable): string {
  const name = physicalName(resource);
  switch (resource.type) {
    case 'AWS::SNS::Topic':
      return arn('sns', name);
    case 'AWS::SQS::Queue':
      return `https://sqs.${region}.${urlSuffix}/${accountId}/${name}`;
    default:
      return name;
  }
}

/**
 * What `Fn::GetAtt` gives, or undefined if the engine doesn't know.
 * @param properties the template's, unresolved
 */
export function attribute(
  resource: Nameable,
  attributeName: string,
  properties: JsonObject,
): string | undefined {
  const name = physicalName(resource);
  const key = `${resource.type}.${attributeName}`;
  switch (key) {
    case 'AWS::ApiGateway::RestApi.RootResourceId':
      return `${name}-root`;
    case 'AWS::ApiGateway::RestApi.RestApiId':
    case 'AWS::CloudFront::Distribution.Id':
      return name;
    case 'AWS::ApiGateway::Authorizer.AuthorizerId':
    case 'AWS::ApiGateway::Resource.ResourceId':
    case 'AWS::Cognito::UserPoolClient.ClientId':
    case 'AWS::Cognito::UserPool.UserPoolId':
      return name;
    case 'AWS::CloudFront::Function.FunctionARN':
    case 'AWS::CloudFront::Function.FunctionMetadata.FunctionARN':
      return `arn:${partition}:cloudfront::${accountId}:function/${name}`;
    case 'AWS::CloudFront::Distribution.DomainName':
      return distributionDomain(name);
    case 'AWS::Cognito::UserPool.ProviderName':
      return userPoolProviderName(name);
    case 'AWS::Cognito::UserPool.ProviderURL':
      return `https://${userPoolProviderName(name)}`;
    case 'AWS::Cognito::UserPool.Arn':
      return arn('cognito-idp', `userpool/${name}`);
    case 'AWS::DynamoDB::GlobalTable.Arn':
    case 'AWS::DynamoDB::Table.Arn':
      return arn('dynamodb', `table/${name}`);
    case 'AWS::DynamoDB::GlobalTable.StreamArn':
    case 'AWS::DynamoDB::Table.StreamArn':
      return arn('dynamodb', `table/${name}/stream/2026-01-01T00:00:00.000`);
    case 'AWS::IAM::Role.Arn':
      return `arn:${partition}:iam::${accountId}:role/${name}`;
    case 'AWS::Lambda::Function.Arn':
      return functionArn(name);
    case 'AWS::Logs::LogGroup.Arn':
      return arn('logs', `log-group:${name}:*`);
    case 'AWS::S3::Bucket.Arn':
      return `arn:${partition}:s3:::${name}`;
    case 'AWS::S3::Bucket.DomainName':
      return `${name}.s3.${urlSuffix}`;
    case 'AWS::S3::Bucket.RegionalDomainName':
      return bucketDomain(name);
    case 'AWS::SNS::Topic.TopicArn':
    case 'AWS::SNS::Topic.Arn':
      return arn('sns', name);
    case 'AWS::SQS::Queue.QueueName':
      return name;
    case 'AWS::SQS::Queue.QueueUrl':
      return reference(resource);
    case 'AWS::Scheduler::Schedule.Arn':
      return arn('scheduler', `schedule/default/${name}`);
    case 'AWS::SSM::Parameter.Value':
      return typeof properties.Value === 'string' ? properties.Value : undefined;
    default:
      return fallbackAttribute(resource, attributeName, name);
  }
}

export function functionArn(functionName: string): string {
  return arn('lambda', `function:${functionName}`);
}

export function distributionDomain(distributionId: string): string {
  return `d${distributionId.slice(1).toLowerCase()}.cloudfront.net`;
}

export function bucketDomain(bucketName: string): string {
  return `${bucketName}.s3.${region}.${urlSuffix}`;
}

export function userPoolProviderName(userPoolId: string): string {
  return `cognito-idp.${region}.${urlSuffix}/${userPoolId}`;
}

export function apiDomain(restApiId: string): string {
  return `${restApiId}.execute-api.${region}.${urlSuffix}`;
}

export function managedLoginDomain(prefix: string): string {
  return `${prefix}.auth.${region}.amazoncognito.com`;
}

// An ARN or an ID of a type that the engine doesn't run has no meaning locally, as long as it is unique. Any
// other attribute has one, and must not be made up.
function fallbackAttribute(resource: Nameable, attributeName: string, name: string): string | undefined {
  if (attributeName.endsWith('Arn')) {
    const service = resource.type.split('::')[1]?.toLowerCase() ?? 'unknown';
    return arn(service, `${attributeName === 'Arn' ? '' : `${attributeName}/`}${name}`);
  }
  return attributeName.endsWith('Id') ? name : undefined;
}

function arn(service: string, path: string): string {
  return `arn:${partition}:${service}:${region}:${accountId}:${path}`;
}

// AWS's shortest limit among the names made here is a bucket's 63 characters.
function shortened(name: string, id: string): string {
  return name.length <= 63 ? name : `${name.slice(0, 54)}-${id.slice(0, 8)}`;
}

function letters(seed: string): string {
  const hash = createHash('sha256').update(seed).digest('hex');
  return BigInt(`0x${hash}`).toString(36).padStart(50, '0').slice(-40);
}
