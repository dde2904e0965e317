import { Match } from 'aws-cdk-lib/assertions';
import { sender } from '../support/sender.ts';
import { shared } from '../support/shared/shared.ts';
import { resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

let plain: Synthesis;
const branded = {
  stage: 'a-stage-of-20-letter',
  alarmEmail: 'ops@acme.dev',
  brandName: 'Acme',
  brandLogo: '../portal/public/icon.svg',
  supportUrl: 'mailto:help@acme.dev',
};

beforeAll(async () => {
  plain = await synthesize();
});

it('passes the AwsSolutions and Serverless packs of cdk-nag', async () => {
  // Synthesis throws on any finding that is not acknowledged.
  for (const changes of [
    { upstreamUrl: 'https://upstream.example.com/base', authorizerCacheSeconds: 300 },
    { allowedOrigins: ['https://a.example.com', 'https://b.example.com'], tracing: true },
    { gatewayAllowedOrigins: ['https://a.example.com'] },
    branded,
    { '@aws-cdk/core:bootstrapQualifier': 'acme' },
  ]) {
    await expect(synthesize(changes)).resolves.toBeDefined();
  }
});

describe('the settings', () => {
  it('are recorded for the next deployment, which must not drop one', () => {
    plain.notices.hasResourceProperties('AWS::SSM::Parameter', {
      Name: '/latchkey/prod/settings',
      Value: JSON.stringify({ senderEmail: JSON.stringify(sender.senderEmail) }),
    });
  });

  it('may lack a sender until a deployment, which CloudFormation refuses for each stack', async () => {
    expect(plain.data.toJSON().Rules).not.toHaveProperty('SenderIsSet');
    const { data, service, portal, notices, watch } = await synthesize({ senderEmail: '' });
    for (const template of [data, service, portal, notices, watch]) {
      template.hasParameter('SenderSetting', { Default: 'absent', AllowedValues: ['absent'] });
      expect(template.toJSON().Rules.SenderIsSet.Assertions).toEqual([
        {
          Assert: { 'Fn::Equals': [{ Ref: 'SenderSetting' }, 'present'] },
          AssertDescription: expect.stringContaining('senderEmail'),
        },
      ]);
    }
  });
});

it('refuses to remove any stack while removal protection holds', async () => {
  expect(plain.terminationProtection).toEqual([true, true, true, true, true]);
  const { terminationProtection } = await synthesize({ removalProtection: false });
  expect(terminationProtection).toEqual([false, false, false, false, false]);
});

it('keeps the logical ids of what callers have the address of: a new id is a new address', () => {
  const ids = (template: Synthesis['data'], type: string) => Object.keys(resourcesOf(template, type)).sort();
  expect(ids(plain.service, 'AWS::ApiGateway::RestApi')).toEqual([
    'GatewayApi4EDF2151',
    'ManagementApi46D28074',
    'OperatorApi375F928B',
  ]);
  expect(ids(plain.portal, 'AWS::CloudFront::Distribution')).toEqual(['Distribution830FAC52']);
  expect(ids(plain.portal, 'AWS::Cognito::UserPoolClient')).toEqual(['SignInClientE3360161']);
});

it('keeps the exports of addresses, even if no other stack asks for them', async () => {
  const { data, service } = await shared<{ data: string[]; service: string[] }>('exports-without-imports');
  expect(service.filter((name) => name.includes('Api'))).toHaveLength(4);
  expect(data.filter((name) => name.includes('Domain'))).toHaveLength(1);
});

it('names every address that an operator needs next in the outputs', () => {
  const outputs = [plain.data, plain.service, plain.portal, plain.notices, plain.watch].flatMap((template) =>
    Object.keys(template.toJSON().Outputs),
  );
  for (const name of [
    'PortalUrl',
    'ApiUrl',
    'GatewayUrl',
    'ManagementApiUrl',
    'OperatorApiUrl',
    'UserPoolId',
    'UserPoolClientId',
    'TableName',
    'AlarmTopicArn',
  ]) {
    expect(outputs).toContain(name);
  }
});

describe('the data stack', () => {
  it('keeps table and user pool through any deployment', () => {
    for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::Cognito::UserPool']) {
      const [resource, ...others] = Object.values(resourcesOf(plain.data, type));
      expect(others).toEqual([]);
      expect(resource).toMatchObject({
        // Retained unless its own creation failed: then its name would block the next deployment.
        DeletionPolicy: 'RetainExceptOnCreate',
        UpdateReplacePolicy: 'Retain',
      });
    }
    plain.data.hasResourceProperties('AWS::DynamoDB::GlobalTable', {
      BillingMode: 'PAY_PER_REQUEST',
      Replicas: [
        Match.objectLike({
          DeletionProtectionEnabled: true,
          PointInTimeRecoverySpecification: { PointInTimeRecoveryEnabled: true },
        }),
      ],
    });
    plain.data.hasResourceProperties('AWS::Cognito::UserPool', { DeletionProtection: 'ACTIVE' });
  });

  it('gives both up when the operator lifts the protection', async () => {
    const { data } = await synthesize({ removalProtection: false });
    for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::Cognito::UserPool']) {
      for (const resource of Object.values(resourcesOf(data, type)))
        expect(resource.DeletionPolicy).toBe('Delete');
    }
  });

  it('keeps its logical ids, since a new id is a new table', () => {
    expect(Object.keys(resourcesOf(plain.data, 'AWS::DynamoDB::GlobalTable'))).toEqual(['TableCD117FA1']);
    expect(Object.keys(resourcesOf(plain.data, 'AWS::Cognito::UserPool'))).toEqual(['UserPool6BA7E5F2']);
    expect(Object.keys(resourcesOf(plain.data, 'AWS::Cognito::UserPoolDomain'))).toEqual([
      'UserPoolDomainD0EA232A',
    ]);
  });

  it('has the second factor, the sender of codes and the plan of the settings, whatever was clicked before', async () => {
    plain.data.hasResourceProperties('AWS::Cognito::UserPool', {
      MfaConfiguration: 'OPTIONAL',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      UserPoolTier: 'ESSENTIALS',
      EmailConfiguration: Match.absent(),
      UserPoolAddOns: Match.absent(),
    });
    const settings = { mfa: 'required', signInSenderEmail: 'sign-in@acme.dev', userPoolFeaturePlan: 'plus' };
    const { data } = await synthesize({ ...settings, signInSenderIdentity: 'acme.dev' });
    data.hasResourceProperties('AWS::Cognito::UserPool', {
      MfaConfiguration: 'ON',
      EnabledMfas: ['SOFTWARE_TOKEN_MFA'],
      UserPoolTier: 'PLUS',
      UserPoolAddOns: { AdvancedSecurityMode: 'ENFORCED' },
      EmailConfiguration: {
        EmailSendingAccount: 'DEVELOPER',
        From: 'sign-in@acme.dev',
        SourceArn: { 'Fn::Join': ['', Match.arrayWith([':identity/acme.dev'])] },
      },
    });
    data.resourceCountIs('AWS::Cognito::UserPoolRiskConfigurationAttachment', 1);
    const off = await synthesize({ mfa: 'off', signInSenderEmail: 'sign-in@acme.dev' });
    off.data.hasResourceProperties('AWS::Cognito::UserPool', {
      MfaConfiguration: 'OFF',
      EnabledMfas: Match.absent(),
      EmailConfiguration: Match.objectLike({
        SourceArn: { 'Fn::Join': ['', Match.arrayWith([':identity/sign-in@acme.dev'])] },
      }),
    });
  });

  it('lets nobody sign up by themselves when the operator says so', async () => {
    const { data } = await synthesize({ selfSignUp: false });
    data.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: true },
    });
    plain.data.hasResourceProperties('AWS::Cognito::UserPool', {
      AdminCreateUserConfig: { AllowAdminCreateUserOnly: false },
      AutoVerifiedAttributes: ['email'],
    });
  });
});

describe('the portal stack', () => {
  it('keeps its bucket to itself and its distribution', () => {
    plain.portal.hasResourceProperties('AWS::S3::Bucket', {
      PublicAccessBlockConfiguration: {
        BlockPublicAcls: true,
        BlockPublicPolicy: true,
        IgnorePublicAcls: true,
        RestrictPublicBuckets: true,
      },
    });
    plain.portal.resourceCountIs('AWS::CloudFront::OriginAccessControl', 1);
  });

  it('serves the management API on its own origin, uncached', () => {
    plain.portal.hasResourceProperties('AWS::CloudFront::Distribution', {
      DistributionConfig: Match.objectLike({
        CacheBehaviors: [
          Match.objectLike({
            PathPattern: '/api/*',
            ViewerProtocolPolicy: 'https-only',
            CachePolicyId: '4135ea2d-6df8-44a3-9df3-4b5a84be39ad',
          }),
        ],
      }),
    });
  });

  it('sends security headers with every response of the API', () => {
    const [distribution] = Object.values(resourcesOf(plain.portal, 'AWS::CloudFront::Distribution'));
    const [behavior] = distribution?.Properties.DistributionConfig.CacheBehaviors ?? [];
    const policies = resourcesOf(plain.portal, 'AWS::CloudFront::ResponseHeadersPolicy');
    expect(
      policies[behavior.ResponseHeadersPolicyId?.Ref]?.Properties.ResponseHeadersPolicyConfig,
    ).toMatchObject({
      SecurityHeadersConfig: {
        // Only where the API sends none: pages that links in mails lead to have their own.
        ContentSecurityPolicy: {
          ContentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
          Override: false,
        },
        ContentTypeOptions: { Override: true },
        StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
      },
    });
  });

  it('does not wait for CloudFront to invalidate its cache, which may take longer than the deployer can', () => {
    const deployments = Object.values(resourcesOf(plain.portal, 'Custom::CDKBucketDeployment'));
    const [pages] = deployments.filter(({ Properties }) => 'DistributionId' in Properties);
    expect(pages?.Properties.WaitForDistributionInvalidation).toBe(false);
  });

  it('keeps no error at the edge, where everybody would be shown it', () => {
    const [distribution] = Object.values(resourcesOf(plain.portal, 'AWS::CloudFront::Distribution'));
    const errors = distribution?.Properties.DistributionConfig.CustomErrorResponses;
    expect(errors.map(({ ErrorCode }: { ErrorCode: number }) => ErrorCode)).toEqual(
      expect.arrayContaining([400, 403, 404, 500, 502, 503, 504]),
    );
    for (const error of errors)
      expect(error).toEqual({ ErrorCode: expect.any(Number), ErrorCachingMinTTL: 0 });
  });

  it('names what is known to the whole AWS account by stage and region', () => {
    const region = { 'Fn::Join': ['', ['Latchkey-prod-Portal-', { Ref: 'AWS::Region' }]] };
    plain.portal.hasResourceProperties('AWS::CloudFront::ResponseHeadersPolicy', {
      ResponseHeadersPolicyConfig: Match.objectLike({ Name: region }),
    });
    plain.portal.hasResourceProperties('AWS::CloudFront::OriginAccessControl', {
      OriginAccessControlConfig: Match.objectLike({ Name: region }),
    });
  });

  it('sends a strict content security policy with every page', () => {
    const policies = resourcesOf(plain.portal, 'AWS::CloudFront::ResponseHeadersPolicy');
    const [, policy] = Object.entries(policies).find(([id]) => id.startsWith('SecurityHeaders')) ?? [];
    const text = JSON.stringify(policy);
    for (const directive of [
      "default-src 'none'",
      "script-src 'self'",
      "frame-ancestors 'none'",
      "base-uri 'none'",
    ]) {
      expect(text).toContain(directive);
    }
    expect(text).not.toContain('unsafe');
  });

  it('has the brand on the sign-in page, beside its pages, and in mails', async () => {
    const { portal, notices } = await synthesize(branded);
    portal.hasResourceProperties('AWS::Cognito::ManagedLoginBranding', {
      UseCognitoProvidedValues: Match.absent(),
      Assets: [
        Match.objectLike({ Category: 'FORM_LOGO', ColorMode: 'LIGHT', Extension: 'SVG' }),
        Match.objectLike({ Category: 'FORM_LOGO', ColorMode: 'DARK', Extension: 'SVG' }),
      ],
    });
    const files = ({ portal }: Pick<Synthesis, 'portal'>) =>
      Object.values(resourcesOf(portal, 'Custom::CDKBucketDeployment')).flatMap(
        ({ Properties }) => Properties.SourceObjectKeys,
      );
    // The icon and the logo.
    expect(files({ portal }).length - files(plain).length).toBe(2);
    notices.hasResourceProperties('AWS::Lambda::Function', {
      Environment: {
        // Mail programs show no SVG.
        Variables: Match.objectLike({ BRAND_NAME: 'Acme', BRAND_LOGO_URL: Match.absent() }),
      },
    });
  });

  it('signs people in by authorization code only, with a client that has no secret', () => {
    plain.portal.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      PreventUserExistenceErrors: 'ENABLED',
    });
  });
});
