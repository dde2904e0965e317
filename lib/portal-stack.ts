import { fileURLToPath } from 'node:url';
import { Aws, CfnOutput, Duration, RemovalPolicy, Stack, type StackProps } from 'aws-cdk-lib';
import type { RestApi } from 'aws-cdk-lib/aws-apigateway';
import * as cloudfront from 'aws-cdk-lib/aws-cloudfront';
import { RestApiOrigin, S3BucketOrigin } from 'aws-cdk-lib/aws-cloudfront-origins';
import * as cognito from 'aws-cdk-lib/aws-cognito';
import { LogGroup } from 'aws-cdk-lib/aws-logs';
import { BlockPublicAccess, Bucket, BucketEncryption } from 'aws-cdk-lib/aws-s3';
import { BucketDeployment, CacheControl, type ISource, Source } from 'aws-cdk-lib/aws-s3-deployment';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { brandFiles } from './brand-files.ts';
import { readBrandLogo } from './brand-logo.ts';
import { acknowledgeDeployer } from './deployer-findings.ts';
import { addIdentityProvider, describeIdentityProvider } from './identity-provider.ts';
import { buildPortal } from './portal-build.ts';
import { addPortalRecords, addSignInDomain, ownSignInUrl, portalDomainProps } from './portal-domains.ts';
import type { Settings } from './settings.ts';
import { signInBranding } from './sign-in-branding.ts';

export interface PortalStackProps extends StackProps {
  settings: Settings;
  userPool: cognito.IUserPool;
  signInUrl: string;
  managementApi: RestApi;
  gatewayUrl: string;
}

/** Replaces the built pages when assets are not bundled, as in template tests. */
const unbuilt = fileURLToPath(new URL('../portal/public', import.meta.url));

/** All errors that CloudFront may cache. */
const uncachedErrors = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** On pages and on responses of the API alike. */
const sharedHeaders: cloudfront.ResponseSecurityHeadersBehavior = {
  contentTypeOptions: { override: true },
  frameOptions: { frameOption: cloudfront.HeadersFrameOption.DENY, override: true },
  referrerPolicy: { referrerPolicy: cloudfront.HeadersReferrerPolicy.NO_REFERRER, override: true },
  strictTransportSecurity: {
    accessControlMaxAge: Duration.days(365),
    includeSubdomains: true,
    override: true,
  },
};

/** The web page of account holders, and the management API on the same origin under /api. */
export class PortalStack extends Stack {
  readonly portalUrl: string;
  readonly distribution: cloudfront.Distribution;

  constructor(scope: Construct, id: string, props: PortalStackProps) {
    const { settings, userPool, managementApi, gatewayUrl, signInUrl: pooled, ...stackProps } = props;
    super(scope, id, stackProps);
    const signInUrl = ownSignInUrl(settings) ?? pooled;

    const bucket = new Bucket(this, 'Pages', {
      blockPublicAccess: BlockPublicAccess.BLOCK_ALL,
      encryption: BucketEncryption.S3_MANAGED,
      enforceSSL: true,
      // Every deployment builds the pages from source.
      removalPolicy: RemovalPolicy.DESTROY,
      autoDeleteObjects: true,
    });
    acknowledge(bucket, {
      'AwsSolutions-S1': 'The bucket holds public pages and only the distribution reads it.',
    });

    // Names in CloudFront are unique to the AWS account: with the region in them, a stage can exist in
    // several regions.
    const originAccessControl = new cloudfront.S3OriginAccessControl(this, 'PagesAccess', {
      originAccessControlName: `${this.stackName}-${Aws.REGION}`,
    });
    const distribution = new cloudfront.Distribution(this, 'Distribution', {
      ...portalDomainProps(this, settings),
      ...(settings.portalFirewallArn && { webAclId: settings.portalFirewallArn }),
      comment: `Latchkey portal (${settings.stage})`,
      // By default CloudFront caches an error for ten seconds and serves it to everybody, whatever the API's
      // headers say: one holder's momentary error would be everybody's.
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
          responseHeadersPolicy: this.#apiHeaders(),
        },
      },
    });
    acknowledge(distribution, {
      'AwsSolutions-CFR1': 'Account holders may be anywhere in the world.',
      'AwsSolutions-CFR2':
        'A web application firewall costs a monthly fee: it is a setting (portalFirewallArn).',
      'AwsSolutions-CFR3': 'API Gateway logs every API call; the pages are the same for everybody.',
      'AwsSolutions-CFR4':
        'A minimum TLS version can be set only with a domain and its certificate (portalDomain).',
    });

    const { url: portalUrl, records } = addPortalRecords(this, distribution, settings);
    this.portalUrl = portalUrl;
    addSignInDomain(this, userPool, settings, records);
    // Stays exported when no other stack asks for it any more: CloudFormation takes no export away that is in use.
    this.exportValue(distribution.distributionDomainName);
    this.distribution = distribution;
    const logo = settings.brandLogo === undefined ? undefined : readBrandLogo(settings.brandLogo);
    const client = this.#signInClient(
      userPool,
      settings,
      // CloudFront's own address goes on serving the pages.
      [...new Set([portalUrl, `https://${distribution.distributionDomainName}`])],
      signInBranding(settings.brandColor, logo),
    );
    const brand = brandFiles(settings, logo);
    this.#deployPages(bucket, distribution, settings, brand.sources, {
      ...brand.config,
      authority: `https://cognito-idp.${Aws.REGION}.${Aws.URL_SUFFIX}/${userPool.userPoolId}`,
      clientId: client.userPoolClientId,
      signInUrl,
      gatewayUrl,
      keyPrefix: settings.keyPrefix,
      // A provider has accounts of its own: there is nothing to sign up for.
      selfSignUp: settings.selfSignUp && settings.passwordSignIn,
      ...describeIdentityProvider(settings),
    });

    new CfnOutput(this, 'PortalUrl', { value: portalUrl, description: 'The portal of your account holders' });
    if (settings.identityProvider?.type === 'oidc' && settings.identityProvider.signOutUrl) {
      new CfnOutput(this, 'SignOutRedirectUri', {
        value: `${portalUrl}/`,
        description: 'For your identity provider: where it returns to after a sign-out',
      });
    }
    new CfnOutput(this, 'ApiUrl', { value: `${portalUrl}/api/v1`, description: 'The management API' });
    new CfnOutput(this, 'UserPoolClientId', {
      value: client.userPoolClientId,
      description: 'Client for ID tokens on the command line',
    });
  }

  #apiHeaders(): cloudfront.ResponseHeadersPolicy {
    return new cloudfront.ResponseHeadersPolicy(this, 'ApiHeaders', {
      responseHeadersPolicyName: `${this.stackName}-${Aws.REGION}-api`,
      securityHeadersBehavior: {
        contentSecurityPolicy: {
          contentSecurityPolicy: "default-src 'none'; frame-ancestors 'none'",
          // The pages that links in mails lead to have a policy of their own, which lets in their styles.
          override: false,
        },
        ...sharedHeaders,
      },
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
        ...sharedHeaders,
      },
    });
  }

  /** Serves the page for every path that names no file; the page picks its view by the path. */
  #pageRoutes(): cloudfront.Function {
    return new cloudfront.Function(this, 'PageRoutes', {
      code: cloudfront.FunctionCode.fromInline(
        "function handler(event) { var r = event.request; if (!/\\.[^/]*$/.test(r.uri)) r.uri = '/index.html'; return r; }",
      ),
      runtime: cloudfront.FunctionRuntime.JS_2_0,
    });
  }

  #signInClient(
    userPool: cognito.IUserPool,
    { identityProvider: provider, passwordSignIn }: Settings,
    portalUrls: readonly string[],
    branding: ReturnType<typeof signInBranding>,
  ): cognito.UserPoolClient {
    const { COGNITO, custom } = cognito.UserPoolClientIdentityProvider;
    const client = new cognito.UserPoolClient(this, 'SignInClient', {
      userPool,
      generateSecret: false,
      // How the operator gets an ID token, with AWS credentials; account holders sign in on the managed page.
      authFlows: { adminUserPassword: true },
      oAuth: {
        flows: { authorizationCodeGrant: true },
        scopes: [cognito.OAuthScope.OPENID, cognito.OAuthScope.EMAIL],
        callbackUrls: portalUrls.map((url) => `${url}/`),
        logoutUrls: portalUrls.map((url) => `${url}/`),
      },
      supportedIdentityProviders: [
        ...(passwordSignIn ? [COGNITO] : []),
        ...(provider ? [custom(provider.name)] : []),
      ],
      preventUserExistenceErrors: true,
      enableTokenRevocation: true,
      idTokenValidity: Duration.hours(1),
      accessTokenValidity: Duration.hours(1),
      refreshTokenValidity: Duration.days(30),
    });
    if (provider) client.node.addDependency(addIdentityProvider(this, userPool, provider));
    new cognito.CfnManagedLoginBranding(this, 'SignInPages', {
      userPoolId: userPool.userPoolId,
      clientId: client.userPoolClientId,
      ...branding,
    });
    return client;
  }

  #deployPages(
    bucket: Bucket,
    distribution: cloudfront.Distribution,
    settings: Settings,
    brand: readonly ISource[],
    config: Record<string, string | boolean | number>,
  ): void {
    // One log group for both, created before the function that writes to it: otherwise the function's first
    // line could create it before the stack does.
    const logGroup = new LogGroup(this, 'DeployerLogs', {
      retention: settings.logRetentionDays,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    const { pages, assets } = this.bundlingRequired ? buildPortal() : { pages: unbuilt, assets: unbuilt };
    // Never pruned: pages that were loaded before a deployment still need their old assets.
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
      sources: [Source.asset(pages), Source.jsonData('config.json', config), ...brand],
      cacheControl: [CacheControl.noCache()],
      exclude: ['assets/*'],
      distribution,
      distributionPaths: ['/*'],
      // CloudFront may take longer than the deployer does, which would fail the deployment.
      waitForDistributionInvalidation: false,
      memoryLimit: 256,
      logGroup,
    });
    // Pages must not be deployed before their assets.
    deployment.node.addDependency(assetsDeployment);
    acknowledgeDeployer(deployment, bucket);
  }
}
