import { conditionHolds, type PolicyContext } from './conditions.ts';
import { matchesGlob } from './glob.ts';

/** A statement of the policy that an authorizer gave, checked and put in one form. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[];
  readonly notResources: readonly string[] | undefined;
  readonly conditions: readonly Condition[];
}

/** Holds when it holds for any of the values. */
export interface Condition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

export type Decision = 'allow' | 'explicit-deny' | 'implicit-deny';

/**
 * Decides about one call. An explicit Deny wins. Where a condition can't be judged (an operator or a key that this
 * engine doesn't know, a date that is none), an Allow does not apply and a Deny does.
 */
export function decide(policy: readonly Statement[], methodArn: string, context: PolicyContext): Decision {
  let allowed = false;
  for (const statement of policy) {
    if (!isAboutInvoke(statement) || !isAboutResource(statement, methodArn)) continue;
    const holds = statement.conditions.map((condition) => conditionHolds(condition, context));
    const applies = !holds.includes('no') && (statement.effect === 'Deny' || !holds.includes('unknown'));
    if (applies && statement.effect === 'Deny') return 'explicit-deny';
    allowed ||= applies;
  }
  return allowed ? 'allow' : 'implicit-deny';
}

/** The statements of a policy document; undefined when it is none. */
export function parsePolicy(document: unknown): Statement[] | undefined {
  const list = listOf(member(document, 'Statement'));
  const statements = list.map(parseStatement);
  return list.length === 0 || statements.includes(undefined)
    ? undefined
    : statements.filter((item) => item !== undefined);
}

function parseStatement(value: unknown): Statement | undefined {
  const effect = member(value, 'Effect');
  if (effect !== 'Allow' && effect !== 'Deny') return undefined;
  const [actions, notActions] = [texts(value, 'Action'), texts(value, 'NotAction')];
  const [resources, notResources] = [texts(value, 'Resource'), texts(value, 'NotResource')];
  const conditions = parseConditions(member(value, 'Condition'));
  if (
    (actions ?? notActions) === undefined ||
    (resources ?? notResources) === undefined ||
    conditions === undefined
  ) {
    return undefined;
  }
  return { effect, actions: actions ?? [], notActions, resources: resources ?? [], notResources, conditions };
}

function parseConditions(value: unknown): Condition[] | undefined {
  if (value === undefined) return [];
  if (typeof value !== 'object' || value === null) return undefined;
  const conditions: Condition[] = [];
  for (const [operator, keys] of Object.entries(value)) {
    if (typeof keys !== 'object' || keys === null) return undefined;
    for (const [key, values] of Object.entries(keys))
      conditions.push({ operator, key, values: listOf(values).map(String) });
  }
  return conditions;
}

function isAboutInvoke({ actions, notActions }: Statement): boolean {
  const matches = (pattern: string) => matchesGlob(pattern.toLowerCase(), 'execute-api:invoke');
  return notActions === undefined ? actions.some(matches) : !notActions.some(matches);
}

function isAboutResource({ resources, notResources }: Statement, arn: string): boolean {
  const matches = (pattern: string) => matchesGlob(pattern, arn);
  return notResources === undefined ? resources.some(matches) : !notResources.some(matches);
}

function texts(value: unknown, name: string): string[] | undefined {
  const list = listOf(member(value, name));
  return list.length > 0 && list.every((item) => typeof item === 'string') ? list : undefined;
}

function listOf(value: unknown): unknown[] {
  if (value === undefined) return [];
  return Array.isArray(value) ? value : [value];
}

function member(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
