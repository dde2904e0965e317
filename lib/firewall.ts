import { Fn, type Stack } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import { CfnWebACL, CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import type { Settings } from './settings.ts';

export interface FirewalledApis {
  gateway: RestApi;
  /** Also called by CloudFront, so that one address stands for many callers. */
  management: RestApi;
  operator: RestApi;
}

/** Puts AWS WAF in front of the APIs: a web ACL of the operator's, or one made here. */
export function addFirewall(stack: Stack, apis: FirewalledApis, settings: Settings): void {
  const arn = settings.firewall ? makeWebAcl(stack, apis, settings).attrArn : settings.firewallArn;
  if (arn === undefined) return;
  for (const api of Object.values(apis)) {
    new CfnWebACLAssociation(api, 'Firewall', {
      resourceArn: api.deploymentStage.stageArn,
      webAclArn: arn,
    });
  }
}

/**
 * Rules of the common rule set that would refuse what programs rightly send: bodies over 8 KB, and calls without a
 * User-Agent. They count, for whoever looks into the metrics.
 */
const counted = ['SizeRestrictions_BODY', 'NoUserAgent_HEADER'];

function makeWebAcl(stack: Stack, apis: FirewalledApis, settings: Settings): CfnWebACL {
  const visible = (metricName: string) => ({
    cloudWatchMetricsEnabled: true,
    sampledRequestsEnabled: false,
    metricName,
  });
  return new CfnWebACL(stack, 'Firewall', {
    description: `Latchkey ${settings.stage}: the APIs`,
    scope: 'REGIONAL',
    defaultAction: { allow: {} },
    visibilityConfig: visible(`${stack.stackName}-Firewall`),
    rules: [
      {
        name: 'CallsOfAnAddress',
        priority: 0,
        action: { block: {} },
        statement: {
          rateBasedStatement: {
            aggregateKeyType: 'IP',
            evaluationWindowSec: 60,
            limit: settings.firewallCallsPerMinute,
            // Behind CloudFront, its addresses would be counted.
            scopeDownStatement: { notStatement: { statement: calls(apis.management) } },
          },
        },
        visibilityConfig: visible(`${stack.stackName}-CallsOfAnAddress`),
      },
      {
        name: 'CommonRules',
        priority: 1,
        overrideAction: { none: {} },
        statement: {
          managedRuleGroupStatement: {
            vendorName: 'AWS',
            name: 'AWSManagedRulesCommonRuleSet',
            ruleActionOverrides: counted.map((name) => ({ name, actionToUse: { count: {} } })),
          },
        },
        visibilityConfig: visible(`${stack.stackName}-CommonRules`),
      },
    ],
  });
}

/** By its host, which API Gateway itself routes by. */
function calls(api: RestApi): CfnWebACL.StatementProperty {
  return {
    byteMatchStatement: {
      fieldToMatch: { singleHeader: { Name: 'host' } },
      positionalConstraint: 'STARTS_WITH',
      searchString: Fn.join('', [api.restApiId, '.']),
      textTransformations: [{ priority: 0, type: 'LOWERCASE' }],
    },
  };
}
