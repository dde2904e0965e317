import * as z from 'zod/mini';
import { matching } from './setting-kinds.ts';
import type { Settings } from './settings.ts';

export const certificateArnForm = /^arn:aws:acm:[a-z0-9-]+:\d{12}:certificate\/[\w-]+$/;
const nameForm = /^[a-z0-9]{1,20}$/;
const error =
  'must be a name of small letters and digits for a certificate that API Gateway makes, such as "2027", or the ARN of one in ACM in the region of the deployment';

const certificate = () => matching(new RegExp(`${nameForm.source}|${certificateArnForm.source}`), error);

/** By which certificate the gateway proves to the upstream who it is. */
export const clientCertificateSettings = {
  upstreamClientCertificate: z.optional(certificate()),
  /** Of which the upstream is told before it comes into use, or after. */
  otherUpstreamClientCertificate: z.optional(matching(nameForm, error)),
};

export type ClientCertificateSettings = Pick<
  Settings,
  'upstreamClientCertificate' | 'otherUpstreamClientCertificate' | 'upstreamUrl'
>;

export const clientCertificateRules = [
  z.refine<ClientCertificateSettings>(
    ({ upstreamClientCertificate, upstreamUrl }) =>
      !upstreamClientCertificate || Boolean(upstreamUrl?.startsWith('https:')),
    {
      path: ['upstreamClientCertificate'],
      error: 'needs an upstreamUrl that starts with https:// to be presented to',
    },
  ),
  z.refine<ClientCertificateSettings>(
    ({ upstreamClientCertificate, otherUpstreamClientCertificate: other }) =>
      !other || (Boolean(upstreamClientCertificate) && other !== upstreamClientCertificate),
    {
      path: ['otherUpstreamClientCertificate'],
      error: 'must be another one than upstreamClientCertificate, which it precedes or follows',
    },
  ),
];
