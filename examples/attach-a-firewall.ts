import type { App } from 'aws-cdk-lib';
import { CfnWebACLAssociation } from 'aws-cdk-lib/aws-wafv2';
import { createApp } from '../lib/create-app.ts';
import { addLatchkey } from '../lib/latchkey.ts';

export interface FirewallArns {
  /** A web ACL of scope REGIONAL, in the region of the service stack. */
  regional: string;
  /** A web ACL of scope CLOUDFRONT; these are created in us-east-1. */
  global: string;
}

/** Latchkey with AWS WAF in front of both APIs and the portal. Do the same in bin/latchkey.ts. */
export function addLatchkeyWithFirewall(app: App, { regional, global }: FirewallArns) {
  const { data, service, portal } = addLatchkey(app);
  for (const api of [service.managementApi, service.gatewayApi]) {
    new CfnWebACLAssociation(api, 'Firewall', {
      resourceArn: api.deploymentStage.stageArn,
      webAclArn: regional,
    });
  }
  portal.distribution.attachWebAclId(global);
  return { data, service, portal };
}

addLatchkeyWithFirewall(createApp(), {
  regional: 'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/latchkey/EXAMPLE',
  global: 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/latchkey/EXAMPLE',
});
