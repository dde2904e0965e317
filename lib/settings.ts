import * as z from 'zod/mini';
import { limits } from '../lambdas/contract/limits.ts';
import { keyPrefixForm } from '../lambdas/core/token.ts';
import { brandSettings } from './brand-settings.ts';
import { clientCertificateRules, clientCertificateSettings } from './client-certificate-settings.ts';
import { domainForm, domainRules, domainSettings, hostedZone } from './domain-settings.ts';
import { isExampleAddress } from './example-addresses.ts';
import { identityProviderRules, identityProviderSettings } from './identity-provider-settings.ts';
import { findNearest } from './nearest-name.ts';
import { organizationRules, organizationSettings } from './organization-settings.ts';
import {
  emailAddress,
  flag,
  fromText,
  listFromText,
  matching,
  oneOf,
  originList,
  parseJson,
  wholeNumber,
  wholeNumberOf,
} from './setting-kinds.ts';

/**
 * What an operator can set in `stages/<stage>.json`, or with `cdk -c name=value`. docs/settings.md has the table.
 */
export type Settings = z.infer<typeof settingsSchema>;

/** Something that the operator has to change before a synthesis; the message says what. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';
}

export const defaultStage = 'prod';

// The stage is part of the address of Cognito's sign-in page, where Cognito reserves these words.
export const stageForm = /^(?!.*(?:aws|amazon|cognito))[a-z][a-z0-9-]{0,19}$/;

/**
 * Reads and checks the settings.
 * @param lookUp returns the context's value for a name; values from the command line are strings
 * @param names all names in the context: one that looks like a setting but is none is an error, since a
 *   misspelt `selfSignUp` would leave the door open
 * @throws SettingsError that lists all errors
 */
export function readSettings(lookUp: (name: string) => unknown, names: readonly string[] = []): Settings {
  const given = Object.fromEntries(
    Object.keys(settingsSchema.shape)
      .map((name) => [name, lookUp(name)] as const)
      .filter(([, value]) => value !== undefined && value !== null && value !== ''),
  );
  const result = settingsSchema.safeParse(given);
  const unknown = names.filter((name) => settingForm.test(name) && !isSetting(name));
  if (result.success && unknown.length === 0) return result.data;
  const errors = [
    ...unknown.map((name) => `  ${name}: is not a setting${suggestionFor(name)}`),
    ...(result.error?.issues ?? []).flatMap((issue) => describeIssue(issue, given)),
  ];
  const stage = given.stage ?? defaultStage;
  throw new SettingsError(
    `These settings can't be used:\n${errors.join('\n')}\nSet them in stages/${stage}.json, or with -c name=value. docs/settings.md describes each.`,
  );
}

/**
 * What is wrong with a setting or a field of it. An object is not shown, nor the value of a field that is not known:
 * somebody may have put a secret there.
 */
function describeIssue(issue: z.core.$ZodIssue, given: Readonly<Record<string, unknown>>): string[] {
  const [setting = '', field] = issue.path.map(String);
  const isField = typeof issue.path[1] === 'string';
  const name = isField ? `${setting}.${field}` : setting;
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => `  ${name}.${key}: is not known`);
  const value = isField ? Object(parseObject(given[setting]))[field ?? ''] : given[setting];
  const isHidden = isField
    ? /secret/i.test(field ?? '')
    : typeof parseObject(value) === 'object' && !Array.isArray(value);
  return [
    `  ${name}: ${issue.message}${isHidden ? '' : `, but it is ${JSON.stringify(value) ?? 'not set'}`}`,
  ];
}

/** An object, also of the command line. */
function parseObject(value: unknown): unknown {
  return typeof value === 'string' && value.startsWith('{') ? (parseJson(value) ?? {}) : value;
}

export function isSetting(name: string): boolean {
  return Object.hasOwn(settingsSchema.shape, name);
}

/** The context names of the CDK and others have a colon, a hyphen or an @. */
const settingForm = /^\w+$/;

function suggestionFor(name: string): string {
  const meant = findNearest(name, Object.keys(settingsSchema.shape));
  return meant ? `; ${meant} is` : '';
}

/** CloudWatch Logs accepts only these. */
const retentionDays = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/** An address, or a domain without one. */
const identityForm = /^([^\s@<>"]+@)?[^\s@<>"]+\.[a-z]{2,}$/i;

const domainError = 'must be the domain that mails come from, such as acme.com';

const leadDaysError = `must be 1 to ${limits.leadTimes} different whole days between 1 and ${limits.leadDays}, such as [30, 7, 1]`;
const upstreamError =
  'must be the URL of your API, such as https://api.example.com/base, without a query, a fragment or credentials';

/** Ten years: a longer lifetime is as good as none. */
const longestLifetimeDays = 3650;

const fields = z.object({
  stage: z._default(
    matching(
      stageForm,
      'must be a small letter and then at most 19 small letters, digits or hyphens, without the words aws, amazon and cognito',
    ),
    defaultStage,
  ),
  senderEmail: emailAddress('must be the address that mails come from'),
  senderName: z.optional(
    matching(/^[^\p{Cc}<>"]{1,64}$/u, 'must be 1 to 64 characters without quotes and angle brackets'),
  ),
  createSenderIdentity: flag(true),
  senderDomain: z.optional(
    matching(domainForm, domainError).check(
      z.refine((domain) => !isExampleAddress(domain), {
        error: `${domainError}, and not an example that no mail reaches`,
      }),
      z.overwrite((domain) => domain.toLowerCase()),
    ),
  ),
  senderHostedZoneId: z.optional(hostedZone()),
  replyToEmail: z.optional(emailAddress('must be the address that answers to mails go to')),
  alarmEmail: z.optional(emailAddress('must be the address that alarms are sent to')),
  alarmWebhook: z.optional(
    matching(/^https:\/\/[^\s@/]+\.[^\s@]+$/, 'must be the address that alarms are posted to: https://…'),
  ),
  // 29 seconds is as long as API Gateway waits.
  gatewayLatencyAlarmSeconds: wholeNumber(1, 29, 5),
  dashboard: flag(true),
  mailsPerSecond: wholeNumber(1, 1000, 10),
  expiringMailsAtOnce: wholeNumber(1, 20, 2),
  // Longer, and a notice of one day before could only be told by the next mail, once the key has expired.
  expiringMailHours: wholeNumber(1, 12, 4),
  expiredMailsAtOnce: wholeNumber(1, 20, 3),
  expiredMailHours: wholeNumber(1, 12, 1),
  holderMailsPerDay: wholeNumber(10, 1000, 30),
  // A digest a day for each of the five recipients, and a request for confirmation instead of each.
  recipientMailsPerDay: wholeNumber(10, 1000, 20),
  noticeIntervalMinutes: wholeNumber(1, 60, 5),
  upstreamUrl: z.optional(
    z.string({ error: upstreamError }).check(
      z.refine(isUpstreamUrl, upstreamError),
      z.overwrite((url) => url.replace(/\/+$/, '')),
    ),
  ),
  authorizerCacheSeconds: wholeNumber(0, 3600, 0),
  keyPrefix: z._default(
    matching(keyPrefixForm, 'must be a small letter and then 1 to 9 small letters or digits'),
    'lk',
  ),
  ...clientCertificateSettings,
  ...domainSettings,
  ...brandSettings,
  ...identityProviderSettings,
  ...organizationSettings,
  // 300 of the largest keys still fit into one page of a DynamoDB query (1 MB).
  maxKeysPerAccount: wholeNumber(1, 300, 100),
  maxKeyLifetimeDays: z.optional(wholeNumberOf(1, longestLifetimeDays)),
  defaultKeyLifetimeDays: z.optional(wholeNumberOf(1, longestLifetimeDays)),
  allowNeverExpires: flag(true),
  noticeLeadDays: z._default(
    z.pipe(
      z.transform((value) => toNumbers(listFromText(value))),
      z
        .array(
          z
            .int({ error: leadDaysError })
            .check(z.minimum(1, leadDaysError), z.maximum(limits.leadDays, leadDaysError)),
          {
            error: leadDaysError,
          },
        )
        .check(
          z.refine(
            (days) =>
              days.length >= 1 && days.length <= limits.leadTimes && new Set(days).size === days.length,
            leadDaysError,
          ),
          z.overwrite((days) => days.toSorted((a, b) => b - a)),
        ),
    ),
    [30, 7, 1],
  ),
  // As many as one account's keys can be checked per second (docs/architecture.md), and as API Gateway takes
  // at once.
  gatewayRateLimit: wholeNumber(1, 100_000, 3000),
  gatewayBurstLimit: wholeNumber(1, 100_000, 5000),
  managementRateLimit: wholeNumber(1, 100_000, 100),
  managementBurstLimit: wholeNumber(1, 100_000, 200),
  allowedOrigins: originList(),
  gatewayAllowedOrigins: originList(),
  selfSignUp: flag(true),
  mfa: oneOf(['off', 'optional', 'required'], 'optional'),
  signInSenderEmail: z.optional(emailAddress('must be the address that codes for signing in come from')),
  signInSenderIdentity: z.optional(
    matching(identityForm, 'must be the address or the domain that is verified in SES'),
  ),
  userPoolFeaturePlan: oneOf(
    ['essentials', 'plus'],
    'essentials',
    ' (lite lacks the pages that account holders sign in on)',
  ),
  removalProtection: flag(true),
  logRetentionDays: z._default(
    z.pipe(
      z.transform(fromText(Number)),
      z
        .number({ error: 'must be a number of days' })
        .check(
          z.refine((days) => retentionDays.includes(days), `must be one of ${retentionDays.join(', ')}`),
        ),
    ),
    90,
  ),
  apiGatewayLogRole: flag(true),
  tracing: flag(false),
});

const settingsSchema = fields.check(
  ...domainRules,
  ...clientCertificateRules,
  ...identityProviderRules,
  ...organizationRules,
  z.refine(
    ({ signInSenderEmail: email, signInSenderIdentity: identity }) =>
      !email || !identity || covers(identity, email),
    {
      path: ['signInSenderIdentity'],
      error: 'must be signInSenderEmail itself, its domain or a domain above that',
    },
  ),
  z.refine(({ senderEmail, senderDomain }) => !senderDomain || covers(senderDomain, senderEmail), {
    path: ['senderEmail'],
    error: 'must be an address of senderDomain',
  }),
  z.refine(({ senderDomain, createSenderIdentity }) => !senderDomain || createSenderIdentity, {
    path: ['senderDomain'],
    error: 'makes an identity in SES, so it must not be set while createSenderIdentity is false',
  }),
  z.refine(
    ({ maxKeyLifetimeDays: max, defaultKeyLifetimeDays: days }) =>
      max === undefined || days === undefined || days <= max,
    { path: ['defaultKeyLifetimeDays'], error: 'must not be longer than maxKeyLifetimeDays' },
  ),
  z.refine(
    ({ allowNeverExpires, maxKeyLifetimeDays, defaultKeyLifetimeDays }) =>
      allowNeverExpires || maxKeyLifetimeDays !== undefined || defaultKeyLifetimeDays !== undefined,
    {
      path: ['allowNeverExpires'],
      error:
        'needs maxKeyLifetimeDays or defaultKeyLifetimeDays to be false: keys for which no date is given get one',
    },
  ),
  z.refine(({ senderDomain, senderHostedZoneId }) => !senderHostedZoneId || Boolean(senderDomain), {
    path: ['senderHostedZoneId'],
    error: 'must go with senderDomain, whose DNS records it is for',
  }),
);

/** Whether SES takes an identity, an address or a domain, for one of an address. */
function covers(identity: string, email: string): boolean {
  const [name, address] = [identity.toLowerCase(), email.toLowerCase()];
  return (
    address === name || address.endsWith(`@${name}`) || (!name.includes('@') && address.endsWith(`.${name}`))
  );
}

function toNumbers(value: unknown): unknown {
  return Array.isArray(value) ? value.map(Number) : value;
}

function isUpstreamUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const url = new URL(text);
  return /^https?:$/.test(url.protocol) && !url.username && !url.password && !/[?#{}]/.test(text);
}
