import * as z from 'zod/mini';
import { isExampleAddress } from './example-addresses.ts';
import { flag, matching } from './setting-kinds.ts';

/** CloudFront and Cognito take certificates only from there. */
export const certificateRegion = 'us-east-1';

export const domainForm = /^(?!.{200})([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]$/i;

export const hostedZone = () =>
  matching(
    /^Z[A-Z0-9]{1,31}$/,
    'must be the ID of a public hosted zone in Route 53, such as Z0123456789ABCDEF',
  );

/** The settings by which APIs and pages have addresses of the operator's own. */
export const domainSettings = {
  gatewayDomain: z.optional(domain('api.acme.com')),
  gatewayCertificateArn: z.optional(
    certificate(
      /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/,
      'must be the ARN of a certificate in ACM, in the region of the deployment',
    ),
  ),
  portalDomain: z.optional(domain('keys.acme.com')),
  portalCertificateArn: z.optional(globalCertificate('CloudFront')),
  signInDomain: z.optional(domain('login.acme.com')),
  signInCertificateArn: z.optional(globalCertificate('Cognito')),
  hostedZoneId: z.optional(hostedZone()),
  disableExecuteApiEndpoint: flag(false),
};

function domain(example: string) {
  const error = `must be a domain of yours without https://, such as ${example}`;
  return matching(domainForm, error).check(
    z.refine((name) => !isExampleAddress(name), { error: `${error}, and not an example` }),
    z.overwrite((name) => name.toLowerCase()),
  );
}

function certificate(form: RegExp, error: string) {
  return matching(form, error);
}

function globalCertificate(service: string) {
  return certificate(
    /^arn:aws:acm:us-east-1:\d{12}:certificate\/[\w-]+$/,
    `must be the ARN of a certificate in ACM in ${certificateRegion}, the only region that ${service} takes one from: request it there`,
  );
}

type Given = {
  [Name in keyof typeof domainSettings]?: z.infer<(typeof domainSettings)[Name]>;
};

const parts = ['gateway', 'portal', 'signIn'] as const;

/** What the settings of domains have to be to each other. */
export const domainRules = [
  ...parts.flatMap((part) => [
    z.refine<Given>(
      (given) =>
        !given[`${part}Domain`] || Boolean(given[`${part}CertificateArn`]) || Boolean(given.hostedZoneId),
      {
        path: [`${part}Domain`],
        error: `needs a certificate: set ${part}CertificateArn, or hostedZoneId to have one made`,
      },
    ),
    z.refine<Given>((given) => !given[`${part}CertificateArn`] || Boolean(given[`${part}Domain`]), {
      path: [`${part}CertificateArn`],
      error: `must go with ${part}Domain, whose certificate it is`,
    }),
  ]),
  ...(['portal', 'signIn'] as const).map((part) =>
    z.refine<Given>(
      (given) => {
        const others = parts.filter((other) => other !== part).map((other) => given[`${other}Domain`]);
        return !given[`${part}Domain`] || !others.includes(given[`${part}Domain`]);
      },
      { path: [`${part}Domain`], error: 'must be another one than the other domains' },
    ),
  ),
  z.refine<Given>((given) => !given.hostedZoneId || parts.some((part) => given[`${part}Domain`]), {
    path: ['hostedZoneId'],
    error: 'must go with gatewayDomain, portalDomain or signInDomain, whose records it is for',
  }),
  z.refine<Given>(
    ({ disableExecuteApiEndpoint, gatewayDomain }) => !disableExecuteApiEndpoint || Boolean(gatewayDomain),
    {
      path: ['disableExecuteApiEndpoint'],
      error: 'needs gatewayDomain: the gateway would have no address',
    },
  ),
];
