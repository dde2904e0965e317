import type { Assembly } from '../assembly/assembly.ts';
import { isObject, type JsonObject, scalarText } from '../assembly/json.ts';

/** A rule of the account's default event bus that calls functions. */
export interface EventRule {
  readonly name: string;
  readonly pattern: JsonObject;
  readonly functionArns: readonly string[];
}

/**
 * The enabled rules with an event pattern.
 * @throws if a target has an input of its own, which the engine doesn't support
 */
export function readEventRules(assembly: Assembly): EventRule[] {
  return assembly.resources('AWS::Events::Rule').flatMap((resource) => {
    const pattern = resource.value('EventPattern');
    const isOn = (resource.optionalText('State') ?? 'ENABLED') === 'ENABLED';
    const bus = resource.optionalText('EventBusName') ?? 'default';
    if (!isObject(pattern) || !isOn || bus !== 'default') return [];
    const targets = resource.list('Targets').filter(isObject);
    const functions = targets.filter(({ Arn }) => /:lambda:.*:function:/.test(scalarText(Arn) ?? ''));
    for (const { Input, InputPath, InputTransformer } of functions) {
      if (Input ?? InputPath ?? InputTransformer) {
        throw new Error(
          `${resource.path}: the local engine passes whole events, and does not support a target's own input`,
        );
      }
    }
    const functionArns = functions.map(({ Arn }) => scalarText(Arn) ?? '');
    return [{ name: resource.physicalName, pattern, functionArns }];
  });
}
