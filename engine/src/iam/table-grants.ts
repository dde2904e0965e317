import type { Assembly } from '../assembly/assembly.ts';
import { isObject, type Json, scalarText } from '../assembly/json.ts';
import { accessKeyIdOf } from '../functions/access-key-id.ts';
import { matchesGlob } from '../glob.ts';

/** Operations of DynamoDB that a function may be granted. */
const operations = [
  'BatchGetItem',
  'BatchWriteItem',
  'ConditionCheckItem',
  'DeleteItem',
  'DescribeTable',
  'GetItem',
  'PutItem',
  'Query',
  'Scan',
  'TransactGetItems',
  'TransactWriteItems',
  'UpdateItem',
];

/** What each function may do with tables, by its access key ID. */
export type TableGrants = ReadonlyMap<string, readonly string[]>;

/**
 * Reads from the templates what the functions' roles grant, so that a call that AWS would deny is denied here
 * too. Resources and conditions of the grants are ignored. A function whose role is not in the assembly may
 * do anything.
 */
export function readTableGrants(assembly: Assembly): TableGrants {
  const roles = assembly.resources('AWS::IAM::Role');
  const policies = assembly.resources('AWS::IAM::Policy');
  const grants = new Map<string, readonly string[]>();
  for (const func of assembly.resources('AWS::Lambda::Function')) {
    const role = roles.find((candidate) => candidate.attribute('Arn') === func.optionalText('Role'));
    if (role === undefined) continue;
    const attached = policies.filter((policy) => policy.texts('Roles').includes(role.reference));
    const statements = [
      ...attached.flatMap((policy) => policy.list('PolicyDocument.Statement')),
      ...role.list('Policies').flatMap(inlineStatements),
    ];
    grants.set(accessKeyIdOf(func.physicalName), granted(statements));
  }
  return grants;
}

function inlineStatements(policy: Json): Json[] {
  const document = isObject(policy) ? policy.PolicyDocument : undefined;
  const statements = isObject(document) ? document.Statement : undefined;
  return Array.isArray(statements) ? statements : [];
}

function granted(statements: readonly Json[]): string[] {
  const matching = (effect: string) => {
    const patterns = statements
      .filter((statement) => isObject(statement) && statement.Effect === effect)
      .flatMap((statement) => (isObject(statement) ? [statement.Action ?? []].flat() : []))
      .map((pattern) => (scalarText(pattern) ?? '').toLowerCase());
    return (operation: string) =>
      patterns.some((pattern) => matchesGlob(pattern, `dynamodb:${operation.toLowerCase()}`));
  };
  const [isAllowed, isDenied] = [matching('Allow'), matching('Deny')];
  return operations.filter((operation) => isAllowed(operation) && !isDenied(operation));
}
