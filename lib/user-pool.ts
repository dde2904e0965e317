import { Duration, type RemovalPolicy, type Stack } from 'aws-cdk-lib';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { acknowledge } from './acknowledge.ts';
import type { Settings } from './settings.ts';

/**
 * The user pool of the account holders. An update of a pool resets what its template leaves out, so that all
 * that should last is here or a setting.
 */
export function createUserPool(
  stack: Stack,
  settings: Settings,
  removalPolicy: RemovalPolicy,
): cognito.UserPool {
  const hasThreatProtection = settings.userPoolFeaturePlan === 'plus';
  const userPool = new cognito.UserPool(stack, 'UserPool', {
    featurePlan: hasThreatProtection ? cognito.FeaturePlan.PLUS : cognito.FeaturePlan.ESSENTIALS,
    ...(hasThreatProtection && {
      standardThreatProtectionMode: cognito.StandardThreatProtectionMode.FULL_FUNCTION,
    }),
    selfSignUpEnabled: settings.selfSignUp && settings.passwordSignIn,
    signInAliases: { email: true },
    signInCaseSensitive: false,
    autoVerify: { email: true },
    // A new address takes effect once it is verified; until then notices go to the old one.
    keepOriginal: { email: true },
    standardAttributes: { email: { required: true, mutable: true } },
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(3),
    },
    mfa: mfaModes[settings.mfa],
    ...(settings.mfa !== 'off' && { mfaSecondFactor: { otp: true, sms: false } }),
    accountRecovery: cognito.AccountRecovery.EMAIL_ONLY,
    deletionProtection: settings.removalProtection,
    removalPolicy,
  });
  if (settings.signInSenderEmail) sendThroughSes(stack, userPool, settings.signInSenderEmail, settings);
  if (hasThreatProtection) respondToRisk(stack, userPool);
  const paidPlan =
    'Threat protection needs a paid Cognito plan; the product should cost next to nothing while idle.';
  acknowledge(userPool, {
    'AwsSolutions-COG2': 'Whether account holders must use a second factor is the setting mfa.',
    'AwsSolutions-COG3': paidPlan,
    'AwsSolutions-COG8': paidPlan,
  });
  return userPool;
}

const mfaModes = {
  off: cognito.Mfa.OFF,
  optional: cognito.Mfa.OPTIONAL,
  required: cognito.Mfa.REQUIRED,
} as const;

/** Sends the codes of sign-ups and lost passwords through SES, instead of Cognito's own small service. */
function sendThroughSes(stack: Stack, userPool: cognito.UserPool, from: string, settings: Settings): void {
  const resourceName = settings.signInSenderIdentity ?? from;
  const pool = userPool.node.defaultChild as cognito.CfnUserPool;
  // The CDK's own class asks for a fixed region.
  pool.emailConfiguration = {
    emailSendingAccount: 'DEVELOPER',
    from,
    sourceArn: stack.formatArn({ service: 'ses', resource: 'identity', resourceName }),
  };
}

/** Passwords known from leaks, and sign-ins that Cognito takes for somebody else's. */
function respondToRisk(stack: Stack, userPool: cognito.UserPool): void {
  const respond = (eventAction: string) => ({ eventAction, notify: false });
  new cognito.CfnUserPoolRiskConfigurationAttachment(stack, 'RiskResponses', {
    userPoolId: userPool.userPoolId,
    clientId: 'ALL',
    compromisedCredentialsRiskConfiguration: { actions: { eventAction: 'BLOCK' } },
    accountTakeoverRiskConfiguration: {
      actions: { mediumAction: respond('MFA_IF_CONFIGURED'), highAction: respond('BLOCK') },
    },
  });
}
