/** The variables by which the stacks configure the functions: written by lib/, read by lambdas/, named here alone. */
export const environmentNames = {
  /** Name of the DynamoDB table. */
  tableName: 'TABLE_NAME',
  /** First part of each token, such as `lk`. */
  keyPrefix: 'KEY_PREFIX',
  /** Keys that one account may hold. */
  maxKeysPerAccount: 'MAX_KEYS_PER_ACCOUNT',
  /** Days before expiry at which notices are sent, comma-separated; an account may have its own. */
  noticeLeadDays: 'NOTICE_LEAD_DAYS',
  /** Seconds for which API Gateway keeps an authorizer's answer; 0: not at all. */
  authorizerCacheSeconds: 'AUTHORIZER_CACHE_SECONDS',
  /** Address that mails come from. */
  senderEmail: 'SENDER_EMAIL',
  /** Address that answers to mails go to; absent: the sender's. */
  replyToEmail: 'REPLY_TO_EMAIL',
  /** Name of the SES configuration set. */
  configurationSet: 'CONFIGURATION_SET',
  /** Mails that SES takes each second. */
  mailsPerSecond: 'MAILS_PER_SECOND',
  /** The portal's address, without a slash at the end: where links in mails lead. */
  portalUrl: 'PORTAL_URL',
  /** Origins, comma-separated, whose pages may call the management API; absent: none but the portal's own. */
  allowedOrigins: 'ALLOWED_ORIGINS',
} as const;

export type EnvironmentVariable = (typeof environmentNames)[keyof typeof environmentNames];

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

/** As requireEnv, for a comma-separated list of whole numbers. */
export function requireEnvIntegers(name: EnvironmentVariable): number[] {
  return requireEnv(name)
    .split(',')
    .map((item) => toInteger(name, item));
}

function toInteger(name: EnvironmentVariable, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value))
    throw new Error(`The environment variable ${name} holds "${text}", not a whole number.`);
  return value;
}
