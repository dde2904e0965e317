import { fileURLToPath } from 'node:url';
import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { RestApiOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { buildPortal } from './portal-build.ts';
import type { Settings } from './settings.ts';

export interface PortalStackProps extends StackProps {
  settings: Settings;
  userPool: cognito.IUserPool;
  signInUrl: string;
  managementApi: RestApi;
  gatewayUrl: string;
}

/** Stands for the built pages where assets are not bundled, as in tests of templates. */
const unbuilt = fileURLToPath(new URL('../portal/public', import.meta.url));

/** All the errors that CloudFront may cache. */
const uncachedErrors = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** The account holders' web page, and the management API on the same origin under /api. */
export class PortalStack extends Stack {
  readonly portalUrl: string;
  readonly distribution: cloudfront.Distribution;

  constructor(scope: Construct, id: string, props: PortalStackProps) {
    const { settings, userPool, signInUrl, managementApi, gatewayUrl, ...stackProps } = props;
    super(scope, id, stackProps);

    const bucket = new Bucket(this, 'Pages', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Pages are made anew from the source by any deployment.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    acknowledge(bucket, {
      'AwsSolutions-S1': 'The bucket holds public pages and is read by the distribution alone.',
    });

    // The names of CloudFront's own things hold for the whole AWS account: with the region, a stage can be in several.
    const originAccessControl = new cloudfront.S3OriginAccessControl(this, 'PagesAccess', {
      originAccessControlName: `${this.stackName}-${Aws.REGION}`,
    });
    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      comment: `Latchkey portal (${settings.stage})`,
      // By default CloudFront keeps an error for ten seconds and shows it to everybody, whatever the API says of it: one holder's fault of
      // a second would be everybody's.
      errorResponses: uncachedErrors.map((httpStatus) => ({ httpStatus, ttl: Duration.seconds(0) })),
      defaultRootObject: 'index.html',
      httpVersion: cloudfront.HttpVersion.HTTP2_AND_3,
      defaultBehavior: {
        origin: S3BucketOrigin.withOriginAccessControl(bucket, { originAccessControl }),
        viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.REDIRECT_TO_HTTPS,
        responseHeadersPolicy: this.#securityHeaders(signInUrl),
        functionAssociations: [
          { function: this.#pageRoutes(), eventType: cloudfront.FunctionEventType.VIEWER_REQUEST },
        ],
      },
      additionalBehaviors: {
        '/api/*': {
          origin: new RestApiOrigin(managementApi),
          viewerProtocolPolicy: cloudfront.ViewerProtocolPolicy.HTTPS_ONLY,
          allowedMethods: cloudfront.AllowedMethods.ALLOW_ALL,
          cachePolicy: cloudfront.CachePolicy.CACHING_DISABLED,
          originRequestPolicy: cloudfront.OriginRequestPolicy.ALL_VIEWER_EXCEPT_HOST_HEADER,
        },
      },
    });
    acknowledge(distribution, {
      'AwsSolutions-CFR1': 'Account holders may be anywhere.',
      'AwsSolutions-CFR2':
        'A web application firewall costs a monthly fee; docs/security.md tells how to attach one.',
      'AwsSolutions-CFR3': 'API Gateway logs every call of the API; the pages are the same for everybody.',
      'AwsSolutions-CFR4':
        'The minimum version of TLS holds once a domain name of the operator with its certificate is attached.',
    });

    const portalUrl = `https://${distribution.distributionDomainName}`;
    this.portalUrl = portalUrl;
    this.distribution = distribution;
    const client = this.#signInClient(userPool, portalUrl);
    this.#deployPages(bucket, distribution, settings, {
      authority: `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${userPool.userPoolId}`,
      clientId: client.userPoolClientId,
      signInUrl,
      gatewayUrl,
      keyPrefix: settings.keyPrefix,
      selfSignUp: settings.selfSignUp,
    });

    new CfnOutput(this, 'PortalUrl', { value: portalUrl, description: 'The portal of your account holders' });
    new CfnOutput(this, 'ApiUrl', { value: `${portalUrl}/api/v1`, description: 'The management API' });
    new CfnOutput(this, 'UserPoolClientId', {
      value: client.userPoolClientId,
      description: 'For ID tokens by command line',
    });
  }

  #securityHeaders(signInUrl: string): cloudfront.ResponseHeadersPolicy {
    const identityProvider = `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}`;
    return new cloudfront.ResponseHeadersPolicy(this, 'SecurityHeaders', {
      responseHeadersPolicyName: `${this.stackName}-${Aws.REGION}`,
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: [
            "default-src 'none'",
            "script-src 'self'",
            "style-src 'self'",
            "img-src 'self' data:",
            "font-src 'self'",
            `connect-src 'self' ${identityProvider} ${signInUrl}`,
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
          ].join('; '),
          override: true,
        },
        contentTypeOptions: { override: true },
        frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
        referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override: true },
        strictTransportSecurity: {
          accessControlMaxAge: Duration.days(365),
          includeSubdomains: true,
          override: true,
        },
      },
    });
  }

  /** Answers every path that names no file with the page itself, which finds its view by the path. */
  #pageRoutes(): cloudfront.Function {
    return new cloudfront.Function(this, 'PageRoutes', {
      code: cloudfront.FunctionCode.fromInline(
        "function handler(event) { var r = event.request; if (!/\\.[^/]*$/.test(r.uri)) r.uri = '/index.html'; return r; }",
      ),
      runtime: cloudfront.FunctionRuntime.JS_2_0,
    });
  }

  #signInClient(userPool: cognito.IUserPool, portalUrl: string): cognito.UserPoolClient {
    const client = new cognito.UserPoolClient(this, 'SignInClient', {
      userPool,
      generateSecret: false,
      // The operator's own way to an ID token, with AWS credentials; account holders sign in on the managed page.
      authFlows: { adminUserPassword: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL],
        callbackUrls: [`${portalUrl}/`],
        logoutUrls: [`${portalUrl}/`],
      },
      supportedIdentityProviders: [cognito.UserPoolClientIdentityProvider.COGNITO],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    });
    new cognito.CfnManagedLoginBranding(this, 'SignInPages', {
      userPoolId: userPool.userPoolId,
      clientId: client.userPoolClientId,
      useCognitoProvidedValues: true,
    });
    return client;
  }

  #deployPages(
    bucket: Bucket,
    distribution: cloudfront.Distribution,
    settings: Settings,
    config: Record<string, string | boolean>,
  ): void {
    // One for both, known before the function that writes it: else it could be made by the function's first line, before the stack makes it.
    const logGroup = new LogGroup(this, 'DeployerLogs', {
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { pages, assets } = this.bundlingRequired ? buildPortal() : { pages: unbuilt, assets: unbuilt };
    // Never removed: a page that was loaded before a deployment goes on finding its parts.
    const assetsDeployment = new BucketDeployment(this, 'DeployAssets', {
      destinationBucket: bucket,
      destinationKeyPrefix: 'assets',
      sources: [Source.asset(assets)],
      cacheControl: [CacheControl.fromString('public, max-age=31536000, immutable')],
      prune: false,
      memoryLimit: 256,
      logGroup,
    });
    const deployment = new BucketDeployment(this, 'DeployPages', {
      destinationBucket: bucket,
      sources: [Source.asset(pages), Source.jsonData('config.json', config)],
      cacheControl: [CacheControl.noCache()],
      exclude: ['assets/*'],
      distribution,
      distributionPaths: ['/*'],
      memoryLimit: 256,
      logGroup,
    });
    // A page must not come before its parts.
    deployment.node.addDependency(assetsDeployment);
    acknowledgeDeployer(deployment, bucket);
  }
}

/** The function by which the CDK copies files into a bucket is the CDK's own: its runtime and its permissions come with it. */
function acknowledgeDeployer(deployment: BucketDeployment, bucket: Bucket): void {
  const deployer = deployment.handlerRole.node.scope;
  if (!deployer) return;
  const copies =
    'The deployer copies the files of its own asset into this bucket, in places that only it names.';
  acknowledge(deployer, {
    'AwsSolutions-IAM4[Policy::arn:<AWS::Partition>:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole]':
      'The managed policy lets the function write its log and nothing else.',
    'AwsSolutions-IAM5[Action::s3:GetBucket*]': copies,
    'AwsSolutions-IAM5[Action::s3:GetObject*]': copies,
    'AwsSolutions-IAM5[Action::s3:List*]': copies,
    'AwsSolutions-IAM5[Action::s3:Abort*]': copies,
    'AwsSolutions-IAM5[Action::s3:DeleteObject*]': copies,
    'AwsSolutions-IAM5[Resource::arn:<AWS::Partition>:s3:::cdk-hnb659fds-assets-<AWS::AccountId>-<AWS::Region>/*]':
      copies,
    [`AwsSolutions-IAM5[Resource::<${Stack.of(bucket).getLogicalId(bucket.node.defaultChild as CfnBucket)}.Arn>/*]`]:
      copies,
    'AwsSolutions-IAM5[Resource::*]': 'It asks CloudFront to forget what it has cached.',
    'AwsSolutions-L1': 'The CDK chooses the runtime of its deployer.',
    'Serverless-LambdaLatestVersion': 'The CDK chooses the runtime of its deployer.',
    'Serverless-LambdaDLQ': 'CloudFormation waits for the deployer and sees its failure.',
    'Serverless-LambdaTracing': 'The deployer runs at deployments only.',
  });
}
