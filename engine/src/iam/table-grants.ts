import type { Assembly } from '../assembly/assembly.ts';
import { isObject, type Json } from '../assembly/json.ts';
import { accessKeyIdOf } from '../functions/access-key-id.ts';
import type { PolicyContext } from './conditions.ts';
import { decide, parsePolicy, type Statement } from './policy.ts';

/** What each function's role says about tables, by the function's access key ID. */
export type TableGrants = ReadonlyMap<string, readonly Statement[]>;

/**
 * Reads from the templates what the functions' roles grant, so that a call that AWS would deny is denied here
 * too. Resources of the grants are ignored. A function whose role is not in the assembly may do anything.
 */
export function readTableGrants(assembly: Assembly): TableGrants {
  const roles = assembly.resources('AWS::IAM::Role');
  const policies = assembly.resources('AWS::IAM::Policy');
  const grants = new Map<string, readonly Statement[]>();
  for (const func of assembly.resources('AWS::Lambda::Function')) {
    const role = roles.find((candidate) => candidate.attribute('Arn') === func.optionalText('Role'));
    if (role === undefined) continue;
    const attached = policies.filter((policy) => policy.texts('Roles').includes(role.reference));
    const statements = [
      ...attached.flatMap((policy) => policy.list('PolicyDocument.Statement')),
      ...role.list('Policies').flatMap(inlineStatements),
    ];
    grants.set(accessKeyIdOf(func.physicalName), statements.flatMap(parseAny));
  }
  return grants;
}

function inlineStatements(policy: Json): Json[] {
  const document = isObject(policy) ? policy.PolicyDocument : undefined;
  const statements = isObject(document) ? document.Statement : undefined;
  return Array.isArray(statements) ? statements : [];
}

/** Statements about other services may have resources that only AWS knows. */
function parseAny(statement: Json): readonly Statement[] {
  if (!isObject(statement)) return [];
  return parsePolicy({ Statement: [{ ...statement, Resource: '*' }] }) ?? [];
}

/**
 * Whether a role lets a function do something with a table.
 * @param partitionKeys of the items; undefined: not known, and then what asks for them is denied
 */
export function allows(
  grant: readonly Statement[],
  operation: string,
  partitionKeys: readonly string[] | undefined,
): boolean {
  const access = { action: `dynamodb:${operation}`, resource: '*' };
  return (
    decide(grant, access, { ...nobody, ...(partitionKeys && { leadingKeys: partitionKeys }) }) === 'allow'
  );
}

/** Whether it depends on the items. */
export function asksForItems(grant: readonly Statement[], operation: string): boolean {
  const conditional = grant.filter(({ conditions }) => conditions.length > 0);
  const access = { action: `dynamodb:${operation}`, resource: '*' };
  const isMeant = (statement: Statement) =>
    decide([{ ...statement, effect: 'Allow', conditions: [] }], access, nobody) === 'allow';
  return conditional.some(isMeant);
}

/** Grants of tables ask for nothing about the caller. */
const nobody: PolicyContext = {
  time: new Date(0),
  sourceIp: '127.0.0.1',
  userAgent: undefined,
  referer: undefined,
};
