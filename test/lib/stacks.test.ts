import { Match } from 'aws-cdk-lib/assertions';
import { resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

let plain: Synthesis;

beforeAll(() => {
  plain = synthesize();
});

it('passes the AwsSolutions and Serverless packs of cdk-nag', () => {
  // Synthesis throws on any finding that is not acknowledged.
  expect(() => plain.app.synth()).not.toThrow();
  for (const changes of [
    { upstreamUrl: 'https://upstream.example.com/base', authorizerCacheSeconds: 300 },
    { allowedOrigins: ['https://a.example.com'] },
  ]) {
    expect(() => synthesize(changes).app.synth()).not.toThrow();
  }
});

it('names every address that an operator needs next in the outputs', () => {
  const outputs = [plain.data, plain.service, plain.portal, plain.notices].flatMap((template) =>
    Object.keys(template.toJSON().Outputs),
  );
  for (const name of [
    'PortalUrl',
    'ApiUrl',
    'GatewayUrl',
    'ManagementApiUrl',
    'UserPoolId',
    'UserPoolClientId',
    'TableName',
  ]) {
    expect(outputs).toContain(name);
  }
});

describe('the data stack', () => {
  it('keeps table and user pool through any deployment', () => {
    for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::Cognito::UserPool']) {
      const [resource, ...others] = Object.values(resourcesOf(plain.data, type));
      expect(others).toEqual([]);
      expect(resource).toMatchObject({ DeletionPolicy: 'Retain', UpdateReplacePolicy: 'Retain' });
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

  it('gives both up when the operator lifts the protection', () => {
    const { data } = synthesize({ removalProtection: false });
    for (const type of ['AWS::DynamoDB::GlobalTable', 'AWS::Cognito::UserPool']) {
      for (const resource of Object.values(resourcesOf(data, type)))
        expect(resource.DeletionPolicy).toBe('Delete');
    }
  });

  it('keeps its logical ids, since a new id is a new table', () => {
    expect(Object.keys(resourcesOf(plain.data, 'AWS::DynamoDB::GlobalTable'))).toEqual(['TableCD117FA1']);
    expect(Object.keys(resourcesOf(plain.data, 'AWS::Cognito::UserPool'))).toEqual(['UserPool6BA7E5F2']);
  });

  it('lets nobody sign up by themselves when the operator says so', () => {
    const { data } = synthesize({ selfSignUp: false });
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
    const [policy] = Object.values(resourcesOf(plain.portal, 'AWS::CloudFront::ResponseHeadersPolicy'));
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

  it('signs people in by authorization code alone, with a client that has no secret', () => {
    plain.portal.hasResourceProperties('AWS::Cognito::UserPoolClient', {
      GenerateSecret: false,
      AllowedOAuthFlows: ['code'],
      PreventUserExistenceErrors: 'ENABLED',
    });
  });
});
