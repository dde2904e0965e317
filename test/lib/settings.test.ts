import { readSettings, SettingsError } from '../../lib/settings.ts';

const read = (given: Record<string, unknown>) =>
  readSettings((name) => ({ senderEmail: 'keys@acme.dev', ...given })[name]);

const arnIn = (region: string) => `arn:aws:acm:${region}:111122223333:certificate/abc`;

describe('settings', () => {
  it('have defaults for all but the sender', () => {
    expect(read({})).toEqual({
      stage: 'prod',
      senderEmail: 'keys@acme.dev',
      createSenderIdentity: true,
      gatewayLatencyAlarmSeconds: 5,
      dashboard: true,
      mailsPerSecond: 10,
      expiringMailsAtOnce: 2,
      expiringMailHours: 4,
      expiredMailsAtOnce: 3,
      expiredMailHours: 1,
      holderMailsPerDay: 30,
      recipientMailsPerDay: 20,
      noticeIntervalMinutes: 5,
      authorizerCacheSeconds: 0,
      keyPrefix: 'lk',
      disableExecuteApiEndpoint: false,
      brandColor: '#4650d4',
      passwordSignIn: true,
      maxKeysPerAccount: 100,
      allowNeverExpires: true,
      noticeLeadDays: [30, 7, 1],
      gatewayRateLimit: 3000,
      gatewayBurstLimit: 5000,
      managementRateLimit: 100,
      managementBurstLimit: 200,
      allowedOrigins: [],
      gatewayAllowedOrigins: [],
      selfSignUp: true,
      mfa: 'optional',
      userPoolFeaturePlan: 'essentials',
      removalProtection: true,
      logRetentionDays: 90,
      apiGatewayLogRole: true,
      tracing: false,
      tags: {},
      firewall: false,
      firewallCallsPerMinute: 6000,
    });
  });

  it('are read from the command line as from a file', () => {
    expect(
      read({
        authorizerCacheSeconds: '60',
        noticeLeadDays: '7, 30',
        selfSignUp: 'false',
        allowedOrigins: 'https://a.example.com,https://b.example.com',
        upstreamUrl: 'https://api.example.com/base/',
        tags: 'team=api, cost-center=4=2',
      }),
    ).toMatchObject({
      authorizerCacheSeconds: 60,
      noticeLeadDays: [30, 7],
      selfSignUp: false,
      allowedOrigins: ['https://a.example.com', 'https://b.example.com'],
      upstreamUrl: 'https://api.example.com/base',
      tags: { team: 'api', 'cost-center': '4=2' },
    });
  });

  it('that are misspelt are refused, and what the CDK keeps beside them is not', () => {
    const lookUp = (name: string) => (name === 'senderEmail' ? 'keys@acme.dev' : undefined);
    expect(() => readSettings(lookUp, ['selfSignup'])).toThrow(
      / {2}selfSignup: is not a setting; selfSignUp is\n/,
    );
    expect(() => readSettings(lookUp, ['mailPerSecnd'])).toThrow(/not a setting; mailsPerSecond is\n/);
    expect(() => readSettings(() => undefined, ['unknown'])).toThrow(
      /unknown: is not a setting\n {2}senderEmail: must/,
    );
    const others = ['@aws-cdk/core:x', 'aws:cdk:y', 'acknowledged-issue-numbers', 'stage', 'senderEmail'];
    expect(readSettings(lookUp, others)).toMatchObject({ stage: 'prod' });
  });

  it.each(['keys@example.dev', 'keys@my-example.com', 'keys@test.acme.dev', 'example.com@acme.dev'])(
    'take the sender %s, which only resembles an example',
    (senderEmail) => {
      expect(read({ senderEmail }).senderEmail).toBe(senderEmail);
    },
  );

  it('take an empty value for none', () => {
    expect(read({ upstreamUrl: '', keyPrefix: '' })).toMatchObject({ keyPrefix: 'lk' });
    expect(read({ upstreamUrl: '' })).not.toHaveProperty('upstreamUrl');
  });

  it.each<[string, unknown, RegExp]>([
    ['stage', 'Prod!', /small letter/],
    ['stage', 'my-aws', /without the words/],
    ['senderEmail', 'nobody', /address/],
    ['senderEmail', 'latchkey@example.com', /not an example/],
    ['senderEmail', 'keys@mail.Example.ORG', /not an example/],
    ['senderEmail', 'keys@your-domain.example', /not an example/],
    ['senderEmail', 'keys@acme.test', /not an example/],
    ['senderEmail', 'keys@acme.invalid', /not an example/],
    ['replyToEmail', 'keys@example.net', /not an example/],
    ['alarmEmail', 'keys@db.localhost', /not an example/],
    ['alarmWebhook', 'http://events.acme.dev', /posted to: https/],
    ['alarmWebhook', 'https://user@events.acme.dev', /posted to: https/],
    ['gatewayLatencyAlarmSeconds', 30, /from 1 to 29/],
    ['senderDomain', 'acme', /domain that mails come from/],
    ['senderDomain', 'https://acme.dev', /domain that mails come from/],
    ['senderDomain', 'keys@acme.dev', /domain that mails come from/],
    ['senderDomain', '-acme.dev', /domain that mails come from/],
    ['senderDomain', 'mail.example.com', /not an example/],
    ['senderHostedZoneId', 'acme.dev', /hosted zone/],
    ['senderHostedZoneId', 'Z0123456789ABCDEF', /must go with senderDomain/],
    ['senderName', 'Keys <a@acme.dev>', /quotes/],
    ['replyToEmail', 'nobody', /address/],
    ['alarmEmail', 'a@b', /address/],
    ['mailsPerSecond', 0, /1 to 1000/],
    ['expiringMailsAtOnce', 0, /1 to 20/],
    ['expiringMailHours', 13, /1 to 12/],
    ['expiredMailsAtOnce', 'many', /1 to 20/],
    ['expiredMailHours', 0.5, /1 to 12/],
    ['holderMailsPerDay', 9, /10 to 1000/],
    ['recipientMailsPerDay', 1001, /10 to 1000/],
    ['noticeIntervalMinutes', 61, /1 to 60/],
    ['upstreamUrl', 'api.example.com', /URL of your API/],
    ['upstreamUrl', 'ftp://api.example.com', /URL of your API/],
    ['upstreamUrl', 'https://user:password@api.example.com', /credentials/],
    ['upstreamUrl', 'https://api.example.com/?a=b', /without a query/],
    ['authorizerCacheSeconds', 3601, /0 to 3600/],
    ['authorizerCacheSeconds', 'soon', /whole number/],
    ['keyPrefix', 'my_prefix', /small letter/],
    ['brandColor', 'indigo', /six hexadecimal digits/],
    ['brandColor', '#45d', /six hexadecimal digits/],
    ['brandName', 'Acme <b>', /1 to 40 characters/],
    ['brandName', 'x'.repeat(41), /1 to 40 characters/],
    ['brandName', ' ', /1 to 40 characters/],
    ['brandLogo', 'missing.svg', /can be read/],
    ['brandLogo', '../package.json', /PNG or SVG/],
    ['supportUrl', 'javascript:alert(1)', /https:\/\/ or mailto:/],
    ['supportUrl', 'http://help.acme.dev', /https:\/\/ or mailto:/],
    ['supportUrl', 'help@acme.dev', /https:\/\/ or mailto:/],
    ['supportUrl', 'mailto:', /https:\/\/ or mailto:/],
    ['tags', { 'aws:team': 'api' }, /must be tags/],
    ['tags', 'team=api;dev', /must be tags/],
    ['tags', ['team'], /must be tags/],
    ['permissionsBoundary', 'arn:aws:iam::aws:policy/x', /managed policy of the AWS account/],
    ['tableKeyArn', 'alias/mine', /key in KMS.*not of an alias/],
    ['logKeyArn', 'arn:aws:kms:eu-west-1:111122223333:key/mine', /key in KMS/],
    ['logKeyArn', 'arn:aws:kms:eu-west-1:111122223333:alias/mine', /not of an alias/],
    ['firewallCallsPerMinute', 9, /from 10/],
    ['firewallArn', 'arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b', /scope REGIONAL/],
    [
      'portalFirewallArn',
      'arn:aws:wafv2:eu-west-1:111122223333:regional/webacl/a/b',
      /CLOUDFRONT.*us-east-1/,
    ],
    ['existingTableName', 'arn:aws:dynamodb:eu-west-1:111122223333:table/x', /name of a table/],
    ['existingUserPoolId', 'my pool', /ID of a user pool/],
    ['termsUrl', 'mailto:help@acme.dev', /terms of use are.*https:\/\//],
    ['termsUrl', 'https://me@acme.dev/terms', /terms of use are/],
    ['maxKeysPerAccount', 0, /1 to 300/],
    ['maxKeysPerAccount', 1.5, /whole number/],
    ['maxKeyLifetimeDays', 0, /1 to 3650/],
    ['maxKeyLifetimeDays', 3651, /1 to 3650/],
    ['defaultKeyLifetimeDays', 'a year', /whole number/],
    ['allowNeverExpires', 'no', /true or false/],
    ['allowNeverExpires', false, /needs maxKeyLifetimeDays or defaultKeyLifetimeDays/],
    ['noticeLeadDays', [30, 30], /different/],
    ['noticeLeadDays', [91], /between 1 and 90/],
    ['noticeLeadDays', [], /1 to 5/],
    ['noticeLeadDays', '30,soon', /whole days/],
    ['allowedOrigins', ['*'], /list of origins/],
    ['allowedOrigins', ['https://a.example.com/path'], /list of origins/],
    ['selfSignUp', 'yes', /true or false/],
    ['mfa', 'on', /must be off or optional or required/],
    ['userPoolFeaturePlan', 'lite', /lacks the pages/],
    ['signInSenderEmail', 'codes@example.com', /not an example/],
    ['signInSenderIdentity', 'acme', /verified in SES/],
    ['logRetentionDays', 42, /one of 1, 3/],
  ])('refuse %s = %j, saying what it should be', (name, value, message) => {
    expect(() => read({ [name]: value })).toThrow(SettingsError);
    expect(() => read({ [name]: value })).toThrow(message);
    expect(() => read({ [name]: value })).toThrow(new RegExp(`  ${name}: `));
  });

  it.each(['codes@mail.acme.dev', 'mail.acme.dev', 'Acme.dev'])(
    'take %s for the identity of a sender of codes, and none of another domain',
    (signInSenderIdentity) => {
      const given = { signInSenderEmail: 'codes@mail.acme.dev', signInSenderIdentity };
      expect(read(given)).toMatchObject(given);
      const stranger = { ...given, signInSenderEmail: 'codes@mail-acme.dev' };
      expect(() => read(stranger)).toThrow(/signInSenderIdentity: must be .* domain/);
    },
  );

  it.each(['acme.dev', 'mail.acme.dev', 'Acme.dev'])(
    'take the domain %s of the sender, in small letters',
    (senderDomain) => {
      const given = {
        senderEmail: 'keys@mail.acme.dev',
        senderDomain,
        senderHostedZoneId: 'Z0123456789ABCDEF',
      };
      expect(read(given)).toMatchObject({ ...given, senderDomain: senderDomain.toLowerCase() });
    },
  );

  it.each<[Record<string, unknown>, RegExp]>([
    [
      { gatewayDomain: 'api.acme.dev' },
      /gatewayDomain: needs a certificate: set gatewayCertificateArn, or hostedZoneId/,
    ],
    [{ portalDomain: 'keys.acme.dev' }, /portalDomain: needs a certificate: set portalCertificateArn, or/],
    [{ signInDomain: 'login.acme.dev' }, /signInDomain: needs a certificate: set signInCertificateArn, or/],
    [{ gatewayDomain: 'https://api.acme.dev' }, /gatewayDomain: must be a domain of yours without https:/],
    [{ portalDomain: 'keys.example.com', hostedZoneId: 'Z1' }, /portalDomain: .* and not an example/],
    [{ signInDomain: 'acme', hostedZoneId: 'Z1' }, /signInDomain: must be a domain/],
    [
      { portalDomain: 'a.acme.dev', portalCertificateArn: arnIn('eu-west-1') },
      /in us-east-1, the only .* CloudFront/,
    ],
    [
      { signInDomain: 'a.acme.dev', signInCertificateArn: arnIn('eu-west-1') },
      /in us-east-1, the only .* Cognito/,
    ],
    [
      { gatewayDomain: 'a.acme.dev', gatewayCertificateArn: 'abc' },
      /must be the ARN of a certificate in ACM/,
    ],
    [{ gatewayCertificateArn: arnIn('eu-west-1') }, /gatewayCertificateArn: must go with gatewayDomain/],
    [{ hostedZoneId: 'Z1' }, /hostedZoneId: must go with gatewayDomain, portalDomain or signInDomain/],
    [{ hostedZoneId: 'acme.dev', gatewayDomain: 'a.acme.dev' }, /hostedZoneId: must be the ID of a public/],
    [
      { hostedZoneId: 'Z1', gatewayDomain: 'a.acme.dev', portalDomain: 'A.acme.dev' },
      /portalDomain: must be another/,
    ],
    [
      { upstreamClientCertificate: '2027' },
      /upstreamClientCertificate: needs an upstreamUrl that starts with https/,
    ],
    [
      { upstreamClientCertificate: 'a b', upstreamUrl: 'https://a.acme.dev' },
      /must be a name of small letters/,
    ],
    [{ upstreamClientCertificate: '2027', upstreamUrl: 'http://a.acme.dev' }, /starts with https/],
    [
      {
        upstreamClientCertificate: 'a',
        otherUpstreamClientCertificate: 'a',
        upstreamUrl: 'https://a.acme.dev',
      },
      /otherUpstreamClientCertificate: must be another/,
    ],
    [{ disableExecuteApiEndpoint: true }, /disableExecuteApiEndpoint: needs gatewayDomain/],
  ])('say what is wrong with domains and certificates: %j', (given, error) => {
    expect(() => read(given)).toThrow(error);
  });

  it.each(['keys@acme.dev.evil.dev', 'keys@notacme.dev', 'acme.dev@evil.dev'])(
    'refuse the sender %s, which is not of senderDomain',
    (senderEmail) => {
      expect(() => read({ senderEmail, senderDomain: 'acme.dev' })).toThrow(
        / {2}senderEmail: must be an address of senderDomain, but it is "/,
      );
    },
  );

  it('refuse a sender domain that must not be created', () => {
    expect(() => read({ senderDomain: 'acme.dev', createSenderIdentity: false })).toThrow(
      / {2}senderDomain: makes an identity in SES, .* createSenderIdentity/,
    );
  });

  it('refuse a default lifetime beyond the longest, and take a date for every key with either of them', () => {
    expect(() => read({ maxKeyLifetimeDays: 30, defaultKeyLifetimeDays: 31 })).toThrow(
      / {2}defaultKeyLifetimeDays: must not be longer than maxKeyLifetimeDays, but it is 31/,
    );
    expect(read({ maxKeyLifetimeDays: '30', defaultKeyLifetimeDays: '30' })).toMatchObject({
      maxKeyLifetimeDays: 30,
      defaultKeyLifetimeDays: 30,
    });
    for (const name of ['maxKeyLifetimeDays', 'defaultKeyLifetimeDays'])
      expect(read({ allowNeverExpires: false, [name]: 90 })).toMatchObject({ [name]: 90 });
  });

  it('name every error at once', () => {
    expect(() => read({ stage: '1', maxKeysPerAccount: 0 })).toThrow(/stage: .*\n.*maxKeysPerAccount: /);
    expect(() => readSettings(() => undefined)).toThrow(/senderEmail: must be .* but it is not set/);
    expect(() => readSettings((name) => (name === 'stage' ? 'test' : undefined))).toThrow(
      'Set them in stages/test.json',
    );
  });
});
