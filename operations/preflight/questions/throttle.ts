import { type APIGatewayClient, GetAccountCommand } from '@aws-sdk/client-api-gateway';
import type { Settings } from '../../../lib/settings.ts';
import type { Finding, Question } from '../finding.ts';

/** Whether the account's quota of API Gateway leaves room for the throttle settings. */
export function askThrottle(apiGateway: APIGatewayClient, settings: Settings): Question {
  const topic = 'API Gateway quota';
  return {
    topic,
    permission: 'apigateway:GET on arn:aws:apigateway:*::/account',
    async ask() {
      const { throttleSettings } = await apiGateway.send(new GetAccountCommand());
      const { rateLimit = 0, burstLimit = 0 } = throttleSettings ?? {};
      const compared = [
        ['gatewayRateLimit', settings.gatewayRateLimit, rateLimit, 'calls a second'],
        ['gatewayBurstLimit', settings.gatewayBurstLimit, burstLimit, 'calls at once'],
        ['managementRateLimit', settings.managementRateLimit, rateLimit, 'calls a second'],
        ['managementBurstLimit', settings.managementBurstLimit, burstLimit, 'calls at once'],
      ] as const;
      const findings = compared
        .filter(([, wanted, quota]) => wanted > quota)
        .map(
          ([name, wanted, quota, unit]): Finding => ({
            level: 'warning',
            topic,
            what: `${name} is ${wanted}, but the account has ${quota} ${unit} for all of its APIs together.`,
            why: 'The lower of the two holds: callers get 429 earlier than the setting says, also because of other APIs.',
            action: `Ask for more in Service Quotas (API Gateway, throttle), or deploy with -c ${name}=${quota}.`,
          }),
        );
      if (findings.length > 0) return findings;
      return { level: 'ok', topic, what: `${rateLimit} calls a second, ${burstLimit} at once.` };
    },
  };
}
