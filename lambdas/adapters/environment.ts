import type { LifetimePolicy } from '../core/lifetime-policy.ts';

/**
 * The variables by which the stacks configure the functions: written by lib/, read by lambdas/, named only
 * here.
 */
export const environmentNames = {
  /** Name of the DynamoDB table. */
  tableName: 'TABLE_NAME',
  /** First part of each token, such as `lk`. */
  keyPrefix: 'KEY_PREFIX',
  /** Keys that one account may hold. */
  maxKeysPerAccount: 'MAX_KEYS_PER_ACCOUNT',
  /** Days that a key may live; absent: any number. */
  maxKeyLifetimeDays: 'MAX_KEY_LIFETIME_DAYS',
  /** Days that a key lives for which no date is given; absent: none are set. */
  defaultKeyLifetimeDays: 'DEFAULT_KEY_LIFETIME_DAYS',
  /** `false`: each key must have an expiration date. */
  allowNeverExpires: 'ALLOW_NEVER_EXPIRES',
  /** Days before expiry at which notices are sent, a list; an account may have its own. */
  noticeLeadDays: 'NOTICE_LEAD_DAYS',
  /** Seconds for which API Gateway caches an authorizer's response; 0: not at all. */
  authorizerCacheSeconds: 'AUTHORIZER_CACHE_SECONDS',
  /** Address that mails come from. */
  senderEmail: 'SENDER_EMAIL',
  /** Name that mails come from; absent: inboxes show the address. */
  senderName: 'SENDER_NAME',
  /** Name on top of mails; absent: the sender's. */
  brandName: 'BRAND_NAME',
  /** Address of the logo on top of mails, a PNG; absent: the first letter of the name. */
  brandLogoUrl: 'BRAND_LOGO_URL',
  /** Pixels that it is shown at, as `120x26`. */
  brandLogoSize: 'BRAND_LOGO_SIZE',
  /** Address of the operator's terms of use, which mails link to; absent: they don't. */
  termsUrl: 'TERMS_URL',
  /** Colour of the brand, which mails take theirs from, as `#rrggbb`; absent: the default. */
  brandColor: 'BRAND_COLOR',
  /** Address for replies to mails; absent: the sender's. */
  replyToEmail: 'REPLY_TO_EMAIL',
  /** Name of the SES configuration set. */
  configurationSet: 'CONFIGURATION_SET',
  /** Mails that SES accepts each second. */
  mailsPerSecond: 'MAILS_PER_SECOND',
  /** Digests about coming expiries that an account is mailed at once. */
  expiringMailsAtOnce: 'EXPIRING_MAILS_AT_ONCE',
  /** Hours until an account may be mailed one more of them. */
  expiringMailHours: 'EXPIRING_MAIL_HOURS',
  /** Digests about expired keys that an account is mailed at once. */
  expiredMailsAtOnce: 'EXPIRED_MAILS_AT_ONCE',
  /** Hours until an account may be mailed one more of them. */
  expiredMailHours: 'EXPIRED_MAIL_HOURS',
  /** Mails that an account may have sent to the sign-in's address in a day. */
  holderMailsPerDay: 'HOLDER_MAILS_PER_DAY',
  /** Mails that it may have sent to all additional recipients together in a day. */
  recipientMailsPerDay: 'RECIPIENT_MAILS_PER_DAY',
  /** The portal's address, without a trailing slash: where links in mails lead. */
  portalUrl: 'PORTAL_URL',
  /** Origins whose pages may call the management API, a list; absent: only the portal's own. */
  allowedOrigins: 'ALLOWED_ORIGINS',
} as const;

/**
 * Name of the identity provider whose addresses the operator vouches for; absent: tokens say what is verified. Apart, as
 * the authorizer, whose bundle has all of the others, takes no sign-ins.
 */
export const vouchedProviderName = 'VOUCHED_PROVIDER';

export type EnvironmentVariable =
  | (typeof environmentNames)[keyof typeof environmentNames]
  | typeof vouchedProviderName;

/** The value of a variable without which a function can't work. @throws Error that names the variable */
export function requireEnv(name: EnvironmentVariable): string {
  const value = process.env[name];
  if (!value) throw new Error(`The environment variable ${name} is not set.`);
  return value;
}

/** As requireEnv, for a whole number. */
export function requireEnvInteger(name: EnvironmentVariable): number {
  return toInteger(name, requireEnv(name));
}

/** As requireEnv, for a list of whole numbers. */
export function requireEnvIntegers(name: EnvironmentVariable): number[] {
  return parseList(requireEnv(name)).map((item) => toInteger(name, item));
}

/** The operator's policy; no limits where its variables are not set. */
export function readLifetimePolicy(): LifetimePolicy {
  const readDays = (name: EnvironmentVariable) => (process.env[name] ? requireEnvInteger(name) : null);
  return {
    maxLifetimeDays: readDays(environmentNames.maxKeyLifetimeDays),
    defaultLifetimeDays: readDays(environmentNames.defaultKeyLifetimeDays),
    neverAllowed: process.env[environmentNames.allowNeverExpires] !== 'false',
  };
}

/** A list in a variable; empty when the variable is not set. */
export function readEnvList(name: EnvironmentVariable): string[] {
  return parseList(process.env[name] ?? '');
}

/** A list as the value of a variable; no item may contain a comma. */
export function formatList(items: readonly (string | number)[]): string {
  return items.join(',');
}

/** What `formatList` has made of a list. */
function parseList(text: string): string[] {
  return text === '' ? [] : text.split(',');
}

function toInteger(name: EnvironmentVariable, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value))
    throw new Error(`The environment variable ${name} holds "${text}", not a whole number.`);
  return value;
}
