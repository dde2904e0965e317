import { CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import { zoneOf } from './domain-records.ts';
import { certificateRegion } from './domain-settings.ts';
import type { Settings } from './settings.ts';

export interface CertificatesStackProps extends StackProps {
  settings: Settings;
}

/** Whether certificates are to be made for CloudFront or Cognito. */
export function needsCertificates({ hostedZoneId, portalDomain, signInDomain }: Settings): boolean {
  return Boolean(hostedZoneId && (portalDomain || signInDomain));
}

/**
 * The certificates of the portal and the sign-in page, which have to be in us-east-1 wherever the rest is. The operator
 * takes their ARNs from its outputs to the settings: a reference between regions would hold both stacks to each other.
 */
export class CertificatesStack extends Stack {
  constructor(scope: Construct, id: string, { settings, ...props }: CertificatesStackProps) {
    super(scope, id, { ...props, env: { region: certificateRegion } });
    const { hostedZoneId = '' } = settings;
    for (const [part, domainName] of [
      ['Portal', settings.portalDomain],
      ['SignIn', settings.signInDomain],
    ] as const) {
      if (!domainName) continue;
      const certificate = new Certificate(this, `${part}Certificate`, {
        domainName,
        validation: CertificateValidation.fromDns(zoneOf(this, part, domainName, hostedZoneId)),
      });
      const setting = `${part === 'Portal' ? 'portal' : 'signIn'}CertificateArn`;
      new CfnOutput(this, `${part}CertificateArn`, {
        value: certificate.certificateArn,
        description: `For the setting ${setting}, with which ${domainName} comes into use`,
      });
    }
  }
}
