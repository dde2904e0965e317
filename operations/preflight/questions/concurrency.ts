import { GetAccountSettingsCommand, type LambdaClient } from '@aws-sdk/client-lambda';
import type { Settings } from '../../../lib/settings.ts';
import type { Question } from '../finding.ts';

/** Lambda's own rule: an account is served at most ten requests a second for each unit of its concurrency. */
const callsPerUnit = 10;

/** Whether Lambda runs as many functions at once as the throttle of the APIs lets calls in. */
export function askConcurrency(lambda: LambdaClient, settings: Settings): Question {
  const topic = 'Lambda concurrency';
  return {
    topic,
    permission: 'lambda:GetAccountSettings',
    async ask() {
      const { AccountLimit: limit } = await lambda.send(new GetAccountSettingsCommand());
      const unreserved = limit?.UnreservedConcurrentExecutions ?? limit?.ConcurrentExecutions ?? 0;
      // Each call of the gateway runs the authorizer; with a cache, not each, but a busy minute may.
      const calls = settings.gatewayRateLimit + settings.managementRateLimit;
      const needed = Math.ceil(calls / callsPerUnit);
      if (unreserved >= needed) return { level: 'ok', topic, what: `${unreserved} functions at once.` };
      return {
        level: 'warning',
        topic,
        what: `${unreserved} functions at once, so at most ${unreserved * callsPerUnit} calls a second.`,
        why:
          `The throttle lets in ${calls} a second (gatewayRateLimit and managementRateLimit). ` +
          'Calls above what Lambda takes get 500 authorizer_unavailable instead of 429. New AWS accounts have 10 or 50.',
        action:
          `Ask for ${Math.max(1000, needed)} in Service Quotas (Lambda, Concurrent executions, L-B99A9384), ` +
          `or deploy with -c gatewayRateLimit=${Math.max(1, unreserved * callsPerUnit - settings.managementRateLimit)}.`,
      };
    },
  };
}
