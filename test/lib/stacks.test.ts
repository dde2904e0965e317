import { Match, type Template } from 'aws-cdk-lib/assertions';
import { readRoutes } from '../support/routes.ts';
import { resourcesOf, type Synthesis, synthesize } from '../support/stacks.ts';

/** Grants name the table, or its one index. */
const tableOrItsIndex =
  /^(\{"Fn::ImportValue":"[^"]*Table[^"]*Arn[^"]*"\}|\{"Fn::Join":\["",\[\{"Fn::ImportValue":"[^"]*Table[^"]*Arn[^"]*"\},"\/index\/due-notices"\]\]\})$/;

let plain: Synthesis;
let withUpstream: Synthesis;

beforeAll(() => {
  plain = synthesize();
  withUpstream = synthesize({
    upstreamUrl: 'https://upstream.example.com/base',
    authorizerCacheSeconds: 300,
  });
});

it('passes the AwsSolutions and Serverless packs of cdk-nag', () => {
  // Synthesis throws on any finding that is not acknowledged.
  expect(() => plain.app.synth()).not.toThrow();
  expect(() => withUpstream.app.synth()).not.toThrow();
  expect(() => synthesize({ allowedOrigins: ['https://a.example.com'] }).app.synth()).not.toThrow();
});

it('asks the user pool for ID tokens: with scopes, API Gateway would take access tokens', () => {
  const signedIn = Object.values(resourcesOf(plain.service, 'AWS::ApiGateway::Method'))
    .map(({ Properties }) => Properties)
    .filter(({ AuthorizationType }) => AuthorizationType === 'COGNITO_USER_POOLS');
  expect(signedIn.length).toBeGreaterThan(10);
  for (const method of signedIn) expect(method).not.toHaveProperty('AuthorizationScopes');
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

describe('the service stack', () => {
  it('has an authorizer on every method, but for the description of the API and the confirmation by link', () => {
    const open = readRoutes(withUpstream.service, '').filter(({ authorization }) => authorization === 'NONE');
    expect(open.map(({ route }) => route).sort()).toEqual([
      'GET /api/v1/notice-emails/confirmation',
      'GET /api/v1/openapi.json',
      'POST /api/v1/notice-emails/confirmation',
    ]);
    const gateway = readRoutes(withUpstream.service, 'Gateway');
    expect(gateway.map(({ route }) => route).sort()).toEqual([
      'ANY /',
      'ANY /v1',
      'ANY /v1/{proxy+}',
      'ANY /{proxy+}',
      'GET /v1/whoami',
    ]);
    for (const { authorization } of gateway) expect(authorization).toBe('CUSTOM');
  });

  it('passes nothing on without an upstream', () => {
    expect(readRoutes(plain.service, 'Gateway').map(({ route }) => route)).toEqual(['GET /v1/whoami']);
  });

  it('asks the authorizer each time by default, and by the Authorization header alone where answers are kept', () => {
    plain.service.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      AuthorizerResultTtlInSeconds: 0,
      IdentitySource: Match.absent(),
    });
    withUpstream.service.hasResourceProperties('AWS::ApiGateway::Authorizer', {
      Type: 'REQUEST',
      AuthorizerResultTtlInSeconds: 300,
      IdentitySource: 'method.request.header.Authorization',
    });
  });

  it('tells the upstream who called, and keeps the secret from it', () => {
    const proxied = Object.values(resourcesOf(withUpstream.service, 'AWS::ApiGateway::Method')).filter(
      ({ Properties }) => Properties.Integration.Type === 'HTTP_PROXY',
    );
    expect(proxied.map(({ Properties }) => Properties.Integration.Uri).sort()).toEqual([
      'https://upstream.example.com/base/',
      'https://upstream.example.com/base/v1',
      'https://upstream.example.com/base/v1/{proxy}',
      'https://upstream.example.com/base/{proxy}',
    ]);
    for (const { Properties } of proxied) {
      expect(Properties.Integration.RequestParameters).toMatchObject({
        'integration.request.header.x-latchkey-account-id': 'context.authorizer.accountId',
        'integration.request.header.x-latchkey-access-key': 'context.authorizer.accessKey',
        'integration.request.header.Authorization': "' '",
        'integration.request.header.x-api-key': "' '",
      });
    }
  });

  it('grants each function exactly what it does to the table, and nothing else', () => {
    expect(grants(withUpstream.service)).toEqual({
      ManagementAccount: ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      ManagementConfirmation: ['GetItem', 'UpdateItem'],
      ManagementKeys: ['DeleteItem', 'GetItem', 'PutItem', 'Query', 'UpdateItem'],
      ManagementNotices: ['GetItem', 'Query'],
      ManagementOpenapi: [],
      GatewayKeysFunction: ['GetItem'],
      GatewayWhoami: ['GetItem'],
    });
  });

  it('runs every function on Node.js 24 and arm64, with a log that ends and a time limit below that of API Gateway', () => {
    const functions = Object.values(resourcesOf(plain.service, 'AWS::Lambda::Function'));
    expect(functions).toHaveLength(7);
    for (const { Properties } of functions) {
      expect(Properties).toMatchObject({
        Runtime: 'nodejs24.x',
        Architectures: ['arm64'],
        LoggingConfig: { LogGroup: expect.anything() },
      });
      expect(Properties.Timeout).toBeLessThan(29);
    }
    for (const { Properties } of Object.values(resourcesOf(plain.service, 'AWS::Logs::LogGroup'))) {
      expect(Properties.RetentionInDays).toBe(90);
    }
  });

  it('logs no header, query or body, so no credential', () => {
    for (const { Properties } of Object.values(resourcesOf(plain.service, 'AWS::ApiGateway::Stage'))) {
      expect(Properties.AccessLogSetting.Format).not.toMatch(/header|query|body|authorization/i);
      for (const setting of Properties.MethodSettings)
        expect(setting).toMatchObject({ DataTraceEnabled: false, LoggingLevel: 'ERROR' });
    }
  });

  it('throttles both APIs as it is told', () => {
    const { service } = synthesize({
      gatewayRateLimit: 7,
      gatewayBurstLimit: 8,
      managementRateLimit: 3,
      managementBurstLimit: 4,
    });
    const limits = Object.values(resourcesOf(service, 'AWS::ApiGateway::Stage')).map(({ Properties }) => [
      Properties.MethodSettings[0].ThrottlingRateLimit,
      Properties.MethodSettings[0].ThrottlingBurstLimit,
    ]);
    expect(limits.sort()).toEqual([
      [3, 4],
      [7, 8],
    ]);
  });

  it("answers each of API Gateway's own refusals with a problem document of the same status", () => {
    const responses = Object.values(resourcesOf(plain.service, 'AWS::ApiGateway::GatewayResponse'));
    const types = new Set(responses.map(({ Properties }) => Properties.ResponseType));
    for (const type of [
      'ACCESS_DENIED',
      'DEFAULT_4XX',
      'DEFAULT_5XX',
      'MISSING_AUTHENTICATION_TOKEN',
      'THROTTLED',
      'UNAUTHORIZED',
    ]) {
      expect(types).toContain(type);
    }
    for (const { Properties } of responses) {
      const body = JSON.parse(Properties.ResponseTemplates['application/json']);
      expect(String(body.status)).toBe(Properties.StatusCode);
      const errors = body.code === 'invalid_request' ? ['errors'] : [];
      expect(Object.keys(body)).toEqual([
        'type',
        'title',
        'status',
        'detail',
        'code',
        ...errors,
        'requestId',
      ]);
      expect(Properties.ResponseParameters['gatewayresponse.header.Content-Type']).toBe(
        "'application/problem+json'",
      );
      const challenge = Properties.ResponseParameters['gatewayresponse.header.WWW-Authenticate'];
      expect(challenge !== undefined).toBe(Properties.StatusCode === '401');
    }
  });

  it('leaves the log role of the AWS account alone when told to', () => {
    plain.service.resourceCountIs('AWS::ApiGateway::Account', 1);
    synthesize({ apiGatewayLogRole: false }).service.resourceCountIs('AWS::ApiGateway::Account', 0);
  });

  it('lets pages of other origins ask, when they are allowed', () => {
    const { service } = synthesize({ allowedOrigins: ['https://dashboard.example.com'] });
    const preflights = readRoutes(service, 'Management').filter(({ route }) => route.startsWith('OPTIONS'));
    expect(preflights.map(({ route }) => route)).toContain('OPTIONS /api/v1/notices');
    // Where all bodies are binary, a mock without this answers 500.
    for (const { Properties } of Object.values(resourcesOf(service, 'AWS::ApiGateway::Method')))
      if (Properties.HttpMethod === 'OPTIONS')
        expect(Properties.Integration.ContentHandling).toBe('CONVERT_TO_TEXT');
    expect(JSON.stringify(resourcesOf(service, 'AWS::ApiGateway::Method'))).toContain(
      "'https://dashboard.example.com'",
    );
  });
});

describe('the notices stack', () => {
  it('grants the notifier its table, its index and mail of its own sender, and nothing else', () => {
    expect(grants(plain.notices)).toEqual({
      Notifier: ['GetItem', 'PutItem', 'Query', 'UpdateItem'],
      MailEvents: ['GetItem', 'UpdateItem'],
    });
    const mail = Object.values(resourcesOf(plain.notices, 'AWS::IAM::Policy'))
      .flatMap(({ Properties }) => Properties.PolicyDocument.Statement)
      .filter(({ Action }) => Action === 'ses:SendEmail');
    expect(mail).toHaveLength(1);
    // Identities of recipients are asked for too; the condition is what holds it to its own sender.
    expect(JSON.stringify(mail[0].Resource)).toMatch(/:configuration-set\/.*:identity\/\*/);
    expect(mail[0].Condition).toEqual({ StringEquals: { 'ses:FromAddress': 'latchkey@example.com' } });
  });

  it('runs the notifier every five minutes, again when it fails, and keeps runs that were given up', () => {
    plain.notices.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(5 minutes)',
      Target: Match.objectLike({
        RetryPolicy: { MaximumRetryAttempts: 2, MaximumEventAgeInSeconds: 3600 },
        DeadLetterConfig: Match.anyValue(),
      }),
    });
    synthesize({ noticeIntervalMinutes: 1 }).notices.hasResourceProperties('AWS::Scheduler::Schedule', {
      ScheduleExpression: 'rate(1 minute)',
    });
  });

  it('ends a run before the lease of its accounts does', () => {
    const [notifier] = Object.entries(resourcesOf(plain.notices, 'AWS::Lambda::Function')).filter(([id]) =>
      id.startsWith('Notifier'),
    );
    expect(notifier?.[1].Properties.Timeout).toBeLessThan(300);
  });

  it('hears of bounces and complaints about its own mails', () => {
    plain.notices.hasResourceProperties('AWS::SES::ConfigurationSetEventDestination', {
      EventDestination: Match.objectLike({ MatchingEventTypes: ['bounce', 'complaint'] }),
    });
    plain.notices.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: Match.objectLike({
        source: ['aws.ses'],
        'detail-type': ['Email Bounced', 'Email Complaint Received'],
      }),
    });
  });

  it('raises an alarm for each way in which mail can fail, and mails it when told to whom', () => {
    const alarms = resourcesOf(
      synthesize({ alarmEmail: 'ops@example.com' }).notices,
      'AWS::CloudWatch::Alarm',
    );
    expect(
      Object.keys(alarms)
        .map((id) => id.slice(0, -8))
        .sort(),
    ).toEqual([
      'AccountsUndeliverable',
      'MailEventsFail',
      'NoticeRunsLost',
      'NoticesOverdue',
      'NotifierFails',
      'NotifierSilent',
    ]);
    for (const { Properties } of Object.values(alarms)) expect(Properties.AlarmActions).toHaveLength(1);
    synthesize({ alarmEmail: 'ops@example.com' }).notices.hasResourceProperties('AWS::SNS::TopicPolicy', {
      PolicyDocument: Match.objectLike({
        Statement: Match.arrayWith([
          Match.objectLike({
            Effect: 'Allow',
            Action: 'sns:Publish',
            Principal: { Service: 'cloudwatch.amazonaws.com' },
          }),
        ]),
      }),
    });
    expect(
      Object.values(alarms).find(({ Properties }) => Properties.MetricName === 'OldestOverdueNotice')
        ?.Properties.Threshold,
    ).toBe(1800);
    plain.notices.resourceCountIs('AWS::SNS::Topic', 0);
  });

  it('leaves the identity of the sender alone when told to', () => {
    plain.notices.resourceCountIs('AWS::SES::EmailIdentity', 1);
    synthesize({ createSenderIdentity: false }).notices.resourceCountIs('AWS::SES::EmailIdentity', 0);
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

/** The DynamoDB actions of each function of a stack, by the beginning of its logical id. */
function grants(template: Template): Record<string, string[]> {
  const functions = Object.entries(resourcesOf(template, 'AWS::Lambda::Function'));
  const policies = Object.values(resourcesOf(template, 'AWS::IAM::Policy'));
  return Object.fromEntries(
    functions.map(([id, { Properties }]) => {
      const role = Properties.Role['Fn::GetAtt'][0];
      const statements = policies
        .filter((policy) => policy.Properties.Roles.some(({ Ref }: { Ref: string }) => Ref === role))
        .flatMap((policy) => policy.Properties.PolicyDocument.Statement);
      const actions: string[] = statements.flatMap(({ Action }) => Action);
      const tracing = ['xray:PutTelemetryRecords', 'xray:PutTraceSegments'];
      for (const { Action, Resource } of statements) {
        if ([Action].flat().some((action: string) => action.startsWith('dynamodb:'))) {
          expect(JSON.stringify(Resource)).toMatch(tableOrItsIndex);
        }
      }
      const own = actions.filter((action) => !tracing.includes(action) && action !== 'ses:SendEmail');
      expect(own.every((action) => /^dynamodb:[A-Z]\w+$/.test(action))).toBe(true);
      return [id.slice(0, -8), [...new Set(own)].map((action) => action.slice('dynamodb:'.length)).sort()];
    }),
  );
}
