import type { Assembly } from '../assembly/assembly.ts';
import { isObject, scalarText } from '../assembly/json.ts';
import type { Resource } from '../assembly/template.ts';

/** A schedule that calls a function. */
export interface Schedule {
  readonly name: string;
  readonly functionArn: string;
  /** Such as `rate(1 hour)`. */
  readonly expression: string;
  readonly isEnabled: boolean;
  /** The function's event, as JSON text; undefined if the template leaves it to AWS. */
  readonly input: string | undefined;
}

/**
 * The schedules of EventBridge Scheduler and the scheduled rules of EventBridge whose targets are functions.
 */
export function readSchedules(assembly: Assembly): Schedule[] {
  const schedules = assembly.resources('AWS::Scheduler::Schedule').flatMap((resource) => {
    const target = resource.text('Target.Arn');
    return isFunction(target) ? [schedule(resource, target, resource.optionalText('Target.Input'))] : [];
  });
  const rules = assembly.resources('AWS::Events::Rule').flatMap((resource) => {
    if (resource.optionalText('ScheduleExpression') === undefined) return [];
    const targets = resource.list('Targets').filter(isObject);
    return targets
      .filter(({ Arn }) => isFunction(scalarText(Arn) ?? ''))
      .map(({ Arn, Input }) => schedule(resource, scalarText(Arn) ?? '', scalarText(Input)));
  });
  return [...schedules, ...rules];
}

/** @returns undefined for a `cron` or an `at`: those run on request only */
export function intervalMs(expression: string): number | undefined {
  const [, count, unit = ''] = expression.match(/^rate\((\d+) (minute|hour|day)s?\)$/) ?? [];
  return count === undefined ? undefined : Number(count) * (unitMs[unit] ?? Number.NaN);
}

const unitMs: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

function schedule(resource: Resource, functionArn: string, input: string | undefined): Schedule {
  return {
    name: resource.physicalName,
    functionArn,
    expression: resource.text('ScheduleExpression'),
    isEnabled: (resource.optionalText('State') ?? 'ENABLED') === 'ENABLED',
    input,
  };
}

function isFunction(arn: string): boolean {
  return arn.includes(':lambda:') && arn.includes(':function:');
}
