import { Stack } from 'aws-cdk-lib';
import type { Bucket, CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { BucketDeployment } from 'aws-cdk-lib/aws-s3-deployment';
import { acknowledge } from './acknowledge.ts';

/** The CDK copies files into a bucket with its own function, which brings its runtime and permissions. */
export function acknowledgeDeployer(deployment: BucketDeployment, bucket: Bucket): void {
  const deployer = deployment.handlerRole.node.scope;
  if (!deployer) return;
  const qualifier = Stack.of(bucket).synthesizer.bootstrapQualifier ?? 'hnb659fds';
  const copies = 'The deployer copies the files of its own asset into this bucket.';
  acknowledge(deployer, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]':
      'The managed policy lets the function write its log and nothing else.',
    'AwsSolutions-IAM5[Action::s3:GetBucket*]': copies,
    'AwsSolutions-IAM5[Action::s3:GetObject*]': copies,
    'AwsSolutions-IAM5[Action::s3:List*]': copies,
    'AwsSolutions-IAM5[Action::s3:Abort*]': copies,
    'AwsSolutions-IAM5[Action::s3:DeleteObject*]': copies,
    [`AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-${qualifier}-assets-<AWS::AccountId>-<AWS::Region>/*]`]:
      copies,
    [`AwsSolutions-IAM5[Resource::<${Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnBucket)}.Arn>/*]`]:
      copies,
    'AwsSolutions-IAM5[Resource::*]': 'It invalidates the cache of CloudFront.',
    'AwsSolutions-L1': 'The CDK chooses the runtime of its deployer.',
    'Serverless-LambdaLatestVersion': 'The CDK chooses the runtime of its deployer.',
    'Serverless-LambdaDLQ': 'CloudFormation waits for the deployer and sees its failure.',
    'Serverless-LambdaTracing': 'The deployer runs only during deployments.',
  });
}
