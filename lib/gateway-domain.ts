import type { Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { addDomainRecords, zoneOf } from './domain-records.ts';
import { type Settings, SettingsError } from './settings.ts';

/**
 * The gateway's own domain, in place of that of API Gateway.
 * @returns the gateway's URL; null without a domain
 */
export function addGatewayDomain(
  stack: Stack,
  api: apigateway.RestApi,
  { gatewayDomain, gatewayCertificateArn, hostedZoneId }: Settings,
): string | null {
  if (!gatewayDomain) return null;
  const certificate = gatewayCertificateArn
    ? Certificate.fromCertificateArn(stack, 'GatewayCertificate', gatewayCertificateArn)
    : new Certificate(stack, 'GatewayCertificate', {
        domainName: gatewayDomain,
        validation: CertificateValidation.fromDns(
          zoneOf(stack, 'Gateway', gatewayDomain, hostedZoneId ?? ''),
        ),
      });
  const domain = new apigateway.DomainName(stack, 'GatewayDomain', {
    domainName: gatewayDomain,
    certificate,
    endpointType: apigateway.EndpointType.REGIONAL,
    // The default of a regional domain is TLS 1.0.
    securityPolicy: apigateway.SecurityPolicy.TLS_1_2,
    mapping: api,
  });
  addDomainRecords(stack, {
    part: 'Gateway',
    domain: gatewayDomain,
    hostedZoneId,
    target: {
      dnsName: domain.domainNameAliasDomainName,
      hostedZoneId: domain.domainNameAliasHostedZoneId,
    },
    hasIpv6: false,
  });
  return `https://${gatewayDomain}/`;
}

/**
 * @param region undefined while it is not known yet
 * @throws SettingsError if the gateway's certificate is in another region
 */
export function requireGatewayCertificateIn(
  region: string | undefined,
  { gatewayCertificateArn }: Settings,
): void {
  const found = gatewayCertificateArn?.split(':')[3];
  if (!region || !found || found === region) return;
  throw new SettingsError(
    `gatewayCertificateArn is a certificate in ${found}, and the deployment goes to ${region}: API Gateway takes a certificate only from its own region. Request one in ${region}, or set hostedZoneId instead to have one made.`,
  );
}
