import type { Template } from 'aws-cdk-lib/assertions';
import { type Resource, resourcesOf } from './stacks.ts';

/** Grants name the table, or one of its indexes. */
const tableOrItsIndex =
  /^(\{"Fn::ImportValue":"[^"]*Table[^"]*Arn[^"]*"\}|\{"Fn::Join":\["",\[\{"Fn::ImportValue":"[^"]*Table[^"]*Arn[^"]*"\},"\/index\/(due-notices|accounts-by-email)"\]\]\})$/;

/** The one queue that a function may write to. */
const queueOfFailures = /^\{"Fn::GetAtt":\["(LostMailEvents|GatewayKeysUseLost)\w+","Arn"\]\}$/;

/** The DynamoDB actions of each function of a stack, by the beginning of its logical id. */
export function grants(template: Template): Record<string, string[]> {
  const functions = Object.entries(resourcesOf(template, 'AWS::Lambda::Function'));
  const policies = Object.values(resourcesOf(template, 'AWS::IAM::Policy'));
  return Object.fromEntries(
    functions.map(([id, { Properties }]) => {
      const statements = statementsOf(policies, Properties.Role['Fn::GetAtt'][0]);
      const actions: string[] = statements
        .filter(({ Effect }) => Effect === 'Allow')
        .flatMap(({ Action }) => Action);
      const tracing = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
      const queueing = ['sqs:SendMessage', 'sqs:GetQueueAttributes', 'sqs:GetQueueUrl'];
      for (const { Action, Resource } of statements) {
        if ([Action].flat().some((action: string) => action.startsWith('dynamodb:'))) {
          for (const each of [Resource].flat()) expect(JSON.stringify(each)).toMatch(tableOrItsIndex);
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

/** Functions that may change or delete items, each with what it is denied where a trail lies. */
export function alteringFunctions(template: Template): { id: string; denied: string }[] {
  return roles(template).flatMap(({ id, statements }) => {
    const [allowed, denied] = ['Allow', 'Deny'].map((effect) =>
      ['UpdateItem', 'DeleteItem', 'BatchWriteItem', 'PartiQLUpdate', 'PartiQLDelete', '*'].filter((action) =>
        statements.some(({ Effect, Action, Condition }) => {
          const isMeant = effect === 'Allow' || JSON.stringify(Condition) === JSON.stringify(inTrails);
          return Effect === effect && isMeant && [Action].flat().includes(`dynamodb:${action}`);
        }),
      ),
    ) as [string[], string[]];
    if (allowed.length === 0) return [];
    const isSafe = allowed.every((action) => denied.includes(action));
    return [{ id, denied: isSafe ? 'all that it may do otherwise' : denied.join() }];
  });
}

/** Functions that may put items only where a trail lies. */
export function puttingOnlyToTrails(template: Template): string[] {
  return roles(template)
    .filter(({ statements }) => {
      const putting = statements.filter(({ Action }) => [Action].flat().includes('dynamodb:PutItem'));
      return putting.length > 0 && putting.every(({ Condition }) => Condition !== undefined);
    })
    .map(({ id }) => id)
    .sort();
}

/** DynamoDB tells IAM the partition keys of the items of a call. */
const inTrails = { 'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['TRAIL#*'] } };

interface PolicyStatement {
  Effect: 'Allow' | 'Deny';
  Action: string | string[];
  Resource: unknown;
  Condition?: unknown;
}

function roles(template: Template): { id: string; statements: PolicyStatement[] }[] {
  const policies = Object.values(resourcesOf(template, 'AWS::IAM::Policy'));
  return Object.entries(resourcesOf(template, 'AWS::Lambda::Function')).map(([id, { Properties }]) => ({
    id: id.slice(0, -8),
    statements: statementsOf(policies, Properties.Role['Fn::GetAtt'][0]),
  }));
}

function statementsOf(policies: readonly Resource[], role: string): PolicyStatement[] {
  return policies
    .filter((policy) => policy.Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
    .flatMap((policy) => policy.Properties.PolicyDocument.Statement);
}
