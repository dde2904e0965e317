import type { Assembly } from '../assembly/assembly.ts';
import { isObject, type JsonObject, scalarText } from '../assembly/json.ts';
import type { Resource } from '../assembly/template.ts';

/** A header that the distribution adds; without `override` only if the origin sent none. */
export interface ResponseHeader {
  readonly name: string;
  readonly value: string;
  readonly override: boolean;
}

/** AWS's own policy "SecurityHeadersPolicy", the only managed one that the engine supports. */
const managedSecurityHeadersId = '67f7725c-6f97-4210-82d7-5512b31e9d03';

const managedSecurityHeaders: ResponseHeader[] = [
  { name: 'Strict-Transport-Security', value: 'max-age=31536000', override: false },
  { name: 'X-Content-Type-Options', value: 'nosniff', override: true },
  { name: 'X-Frame-Options', value: 'SAMEORIGIN', override: false },
  { name: 'Referrer-Policy', value: 'strict-origin-when-cross-origin', override: false },
  { name: 'X-XSS-Protection', value: '1; mode=block', override: false },
];

/** @param policyId of an `AWS::CloudFront::ResponseHeadersPolicy`, or of a managed one */
export function readResponseHeaders(policyId: string | undefined, assembly: Assembly): ResponseHeader[] {
  if (policyId === managedSecurityHeadersId) return managedSecurityHeaders;
  const policies = assembly.resources('AWS::CloudFront::ResponseHeadersPolicy');
  const policy = policies.find((candidate) => candidate.reference === policyId);
  return policy === undefined ? [] : [...securityHeaders(policy), ...customHeaders(policy)];
}

function securityHeaders(policy: Resource): ResponseHeader[] {
  const config = policy.object('ResponseHeadersPolicyConfig.SecurityHeadersConfig');
  const header = (
    property: string,
    name: string,
    value: (part: JsonObject) => string | undefined,
  ): ResponseHeader[] => {
    const part = config[property];
    const text = isObject(part) ? value(part) : undefined;
    return isObject(part) && text !== undefined
      ? [{ name, value: text, override: isTrue(part.Override) }]
      : [];
  };
  return [
    ...header('ContentSecurityPolicy', 'Content-Security-Policy', (part) =>
      scalarText(part.ContentSecurityPolicy),
    ),
    ...header('ContentTypeOptions', 'X-Content-Type-Options', () => 'nosniff'),
    ...header('FrameOptions', 'X-Frame-Options', (part) => scalarText(part.FrameOption)),
    ...header('ReferrerPolicy', 'Referrer-Policy', (part) => scalarText(part.ReferrerPolicy)),
    ...header('StrictTransportSecurity', 'Strict-Transport-Security', strictTransport),
    ...header('XSSProtection', 'X-XSS-Protection', (part) =>
      isTrue(part.Protection) ? `1${isTrue(part.ModeBlock) ? '; mode=block' : ''}` : '0',
    ),
  ];
}

function strictTransport(part: JsonObject): string {
  const extras = [
    isTrue(part.IncludeSubdomains) ? '; includeSubDomains' : '',
    isTrue(part.Preload) ? '; preload' : '',
  ];
  return `max-age=${scalarText(part.AccessControlMaxAgeSec) ?? '0'}${extras.join('')}`;
}

function customHeaders(policy: Resource): ResponseHeader[] {
  const items = policy.list('ResponseHeadersPolicyConfig.CustomHeadersConfig.Items').filter(isObject);
  return items.map((item) => ({
    name: scalarText(item.Header) ?? '',
    value: scalarText(item.Value) ?? '',
    override: isTrue(item.Override),
  }));
}

function isTrue(value: unknown): boolean {
  return String(value) === 'true';
}
