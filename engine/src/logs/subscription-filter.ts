import type { Assembly } from '../assembly/assembly.ts';
import { type LineFilter, parseFilterPattern } from './filter-pattern.ts';

/** Lines of a log group that a function gets. */
export interface LogSubscription {
  readonly name: string;
  readonly logGroup: string;
  readonly matches: LineFilter;
  readonly functionArn: string;
}

/** The subscription filters whose destination is a function. @throws naming one whose pattern is not supported */
export function readSubscriptions(assembly: Assembly): LogSubscription[] {
  return assembly.resources('AWS::Logs::SubscriptionFilter').flatMap((resource) => {
    const functionArn = resource.text('DestinationArn');
    if (!functionArn.includes(':lambda:')) return [];
    try {
      const matches = parseFilterPattern(resource.text('FilterPattern'));
      return [{ name: resource.physicalName, logGroup: resource.text('LogGroupName'), matches, functionArn }];
    } catch (cause) {
      throw new Error(`${resource.path}: ${cause instanceof Error ? cause.message : cause}`, { cause });
    }
  });
}

/** The log group in an ARN, with or without `:*` at the end; undefined if it is another resource's. */
export function logGroupOf(arn: string): string | undefined {
  return /:log-group:([^:]+)/.exec(arn)?.[1];
}
