import { CfnOutput, type Stack } from 'aws-cdk-lib';
import {
  AaaaRecord,
  type AliasRecordTargetConfig,
  ARecord,
  type IHostedZone,
  PublicHostedZone,
  RecordTarget,
} from 'aws-cdk-lib/aws-route53';
import type { IConstruct } from 'constructs';

export interface DomainRecordOptions {
  /** Begins the ids: `Gateway`, `Portal` or `SignIn`. */
  part: string;
  domain: string;
  /** Undefined: the operator adds the record. */
  hostedZoneId: string | undefined;
  target: AliasRecordTargetConfig;
  /** Whether the target has addresses of IPv6 as well. */
  hasIpv6: boolean;
}

/**
 * Leads a domain to what serves it: by records in the hosted zone, or by those that an output asks the operator for.
 * @returns the records
 */
export function addDomainRecords(
  stack: Stack,
  { part, domain, hostedZoneId, target, hasIpv6 }: DomainRecordOptions,
): IConstruct[] {
  new CfnOutput(stack, `${part}DomainRecord`, {
    value: `${domain} CNAME ${target.dnsName}`,
    description: `Leads to ${domain}, ${hostedZoneId ? 'written to the hosted zone' : 'to be added to the DNS of the domain'}`,
  });
  if (!hostedZoneId) return [];
  const options = {
    zone: zoneOf(stack, part, domain, hostedZoneId),
    recordName: `${domain}.`,
    target: RecordTarget.fromAlias({ bind: () => target }),
  };
  const records = [new ARecord(stack, `${part}DomainARecord`, options)];
  return hasIpv6 ? [...records, new AaaaRecord(stack, `${part}DomainAaaaRecord`, options)] : records;
}

/** The zone may be that of a domain above. Its name only completes the names of records: these are whole. */
export function zoneOf(stack: Stack, part: string, domain: string, hostedZoneId: string): IHostedZone {
  const id = `${part}Zone`;
  return (
    (stack.node.tryFindChild(id) as IHostedZone | undefined) ??
    PublicHostedZone.fromPublicHostedZoneAttributes(stack, id, { hostedZoneId, zoneName: domain })
  );
}
