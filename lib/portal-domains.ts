import { Annotations, type Stack } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import {
  type DistributionProps,
  type IDistribution,
  SecurityPolicyProtocol,
} from 'aws-cdk-lib/aws-cloudfront';
import {
  type CfnUserPoolDomain,
  type IUserPool,
  ManagedLoginVersion,
  UserPoolDomain,
} from 'aws-cdk-lib/aws-cognito';
import { CloudFrontTarget } from 'aws-cdk-lib/aws-route53-targets';
import type { IConstruct } from 'constructs';
import { addDomainRecords } from './domain-records.ts';
import type { Settings } from './settings.ts';

/** What makes a distribution serve the portal's own domain; nothing without one. */
export function portalDomainProps(
  stack: Stack,
  { portalDomain, portalCertificateArn }: Settings,
): Pick<DistributionProps, 'domainNames' | 'certificate' | 'minimumProtocolVersion'> {
  if (!portalDomain) return {};
  if (!portalCertificateArn) {
    warnOfMissing(stack, 'portal', portalDomain);
    return {};
  }
  return {
    domainNames: [portalDomain],
    certificate: Certificate.fromCertificateArn(stack, 'PortalCertificate', portalCertificateArn),
    minimumProtocolVersion: SecurityPolicyProtocol.TLS_V1_2_2021,
  };
}

/** @returns the portal's address, and the records that lead to its domain */
export function addPortalRecords(
  stack: Stack,
  distribution: IDistribution,
  { portalDomain, portalCertificateArn, hostedZoneId }: Settings,
): { url: string; records: IConstruct[] } {
  const dnsName = distribution.distributionDomainName;
  if (!portalDomain || !portalCertificateArn) return { url: `https://${dnsName}`, records: [] };
  const records = addDomainRecords(stack, {
    part: 'Portal',
    domain: portalDomain,
    hostedZoneId,
    target: { dnsName, hostedZoneId: CloudFrontTarget.CLOUDFRONT_ZONE_ID },
    hasIpv6: true,
  });
  return { url: `https://${portalDomain}`, records };
}

/**
 * A domain of the operator's for Cognito's pages, beside the one that the pool always has. Not in the data stack: a
 * domain that fails must not hold up what is kept.
 * @param after what must be there first: Cognito takes a domain only if the one above it resolves
 */
export function addSignInDomain(
  stack: Stack,
  userPool: IUserPool,
  { signInDomain, signInCertificateArn, hostedZoneId }: Settings,
  after: readonly IConstruct[],
): void {
  if (!signInDomain) return;
  if (!signInCertificateArn) {
    warnOfMissing(stack, 'signIn', signInDomain);
    return;
  }
  const domain = new UserPoolDomain(stack, 'SignInDomain', {
    userPool,
    customDomain: {
      domainName: signInDomain,
      certificate: Certificate.fromCertificateArn(stack, 'SignInCertificate', signInCertificateArn),
    },
    managedLoginVersion: ManagedLoginVersion.NEWER_MANAGED_LOGIN,
  });
  domain.node.addDependency(...after);
  addDomainRecords(stack, {
    part: 'SignIn',
    domain: signInDomain,
    hostedZoneId,
    target: {
      // The CDK's own property asks AWS for it with a function.
      dnsName: (domain.node.defaultChild as CfnUserPoolDomain).attrCloudFrontDistribution,
      hostedZoneId: CloudFrontTarget.CLOUDFRONT_ZONE_ID,
    },
    hasIpv6: true,
  });
}

/** The address of Cognito's pages at a domain of the operator's; undefined without one. */
export function ownSignInUrl({ signInDomain, signInCertificateArn }: Settings): string | undefined {
  return signInDomain && signInCertificateArn ? `https://${signInDomain}` : undefined;
}

/** The certificate is being made, and only the operator can say with which ARN. */
function warnOfMissing(stack: Stack, part: 'portal' | 'signIn', domain: string): void {
  const output = part === 'portal' ? 'PortalCertificateArn' : 'SignInCertificateArn';
  Annotations.of(stack).addWarningV2(
    `latchkey:${part}Domain`,
    `${domain} is not in use yet: deploy the stack Certificates, and set ${part}CertificateArn to its output ${output}.`,
  );
}
