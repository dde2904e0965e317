import { matchesGlob } from '../glob.ts';
import { type Condition, conditionHolds, type PolicyContext } from './conditions.ts';

/** A statement of a policy document, checked and normalized. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[];
  readonly notResources: readonly string[] | undefined;
  readonly conditions: readonly Condition[];
}

/** What somebody wants to do, such as `execute-api:Invoke`, and to what (an ARN). */
export interface Access {
  readonly action: string;
  readonly resource: string;
}

export type Decision = 'allow' | 'explicit-deny' | 'implicit-deny';

/**
 * Evaluates a policy. An explicit Deny wins. If a condition can't be evaluated (an unknown operator or key,
 * an invalid date), an Allow does not apply and a Deny does.
 */
export function decide(policy: readonly Statement[], access: Access, context: PolicyContext): Decision {
  let allowed = false;
  for (const statement of policy) {
    if (!matchesAction(statement, access.action) || !matchesResource(statement, access.resource)) continue;
    const holds = statement.conditions.map((condition) => conditionHolds(condition, context));
    const applies = !holds.includes('no') && (statement.effect === 'Deny' || !holds.includes('unknown'));
    if (applies && statement.effect === 'Deny') return 'explicit-deny';
    allowed ||= applies;
  }
  return allowed ? 'allow' : 'implicit-deny';
}

/** The statements of a policy document, or undefined if it isn't a valid one. */
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

// Actions are not case-sensitive.
function matchesAction({ actions, notActions }: Statement, action: string): boolean {
  const matches = (pattern: string) => matchesGlob(pattern.toLowerCase(), action.toLowerCase());
  return notActions === undefined ? actions.some(matches) : !notActions.some(matches);
}

function matchesResource({ resources, notResources }: Statement, resource: string): boolean {
  const matches = (pattern: string) => matchesGlob(pattern, resource);
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
