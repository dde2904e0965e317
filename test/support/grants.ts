import type { Template } from 'aws-cdk-lib/assertions';
import { resourcesOf } from './stacks.ts';

/** Grants name the table, or its one index. */
const tableOrItsIndex =
  /^(\{"Fn::ImportValue":"[^"]*Table[^"]*Arn[^"]*"\}|\{"Fn::Join":\["",\[\{"Fn::ImportValue":"[^"]*Table[^"]*Arn[^"]*"\},"\/index\/due-notices"\]\]\})$/;

/** The one queue that a function may write to. */
const queueOfFailures = /^\{"Fn::GetAtt":\["(LostMailEvents|GatewayKeysUseLost)\w+","Arn"\]\}$/;

/** The DynamoDB actions of each function of a stack, by the beginning of its logical id. */
export function grants(template: Template): Record<string, string[]> {
  const functions = Object.entries(resourcesOf(template, 'AWS::Lambda::Function'));
  const policies = Object.values(resourcesOf(template, 'AWS::IAM::Policy'));
  return Object.fromEntries(
    functions.map(([id, { Properties }]) => {
      const role = Properties.Role['Fn::GetAtt'][0];
      const statements = policies
        .filter((policy) => policy.Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
        .flatMap((policy) => policy.Properties.PolicyDocument.Statement);
      const actions: string[] = statements.flatMap(({ Action }) => Action);
      const tracing = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
      const queueing = ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'];
      for (const { Action, Resource } of statements) {
        if ([Action].flat().some((action: string) => action.startsWith('dynamodb:'))) {
          expect(JSON.stringify(Resource)).toMatch(tableOrItsIndex);
        }
        if ([Action].flat().some((action: string) => action.startsWith('sqs:'))) {
          expect(JSON.stringify(Resource)).toMatch(queueOfFailures);
        }
      }
      const own = actions.filter((action) => ![...tracing, ...queueing, 'ses:SendRawEmail'].includes(action));
      expect(own.every((action) => /^dynamodb:[A-Z]\w+$/.test(action))).toBe(true);
      return [id.slice(0, -8), [...new Set(own)].map((action) => action.slice('dynamodb:'.length)).sort()];
    }),
  );
}
