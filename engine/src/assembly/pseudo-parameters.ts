/** The account and region that the local engine pretends to be in. */
export const region = 'us-east-1';
export const accountId = '000000000000';
export const partition = 'aws';
export const urlSuffix = 'amazonaws.com';

/** CloudFormation's pseudo parameters, except the two that depend on the stack and `AWS::NoValue`. */
export const pseudoParameters: Readonly<Record<string, string>> = {
  'AWS::Region': region,
  'AWS::AccountId': accountId,
  'AWS::Partition': partition,
  'AWS::URLSuffix': urlSuffix,
};
