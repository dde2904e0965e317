import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { environmentNames } from '../lambdas/adapters/environment.ts';
import { addDenialResponse, addProblemResponses, authorizerResponses } from './gateway-responses.ts';
import { ServiceFunction } from './service-function.ts';

export interface KeyAuthorizerProps {
  /** Latchkey's table. From another stack or app, use `TableV2.fromTableName`. */
  table: ITableV2;
  /** The first part of each token: the setting `keyPrefix` that Latchkey was deployed with. */
  keyPrefix: string;
  /**
   * How long API Gateway caches a result. Above 0, keys are accepted only in the Authorization header.
   * @default 0
   */
  cacheSeconds?: number;
  /** @default 90 */
  logRetentionDays?: number;
  /**
   * Whether X-Ray samples the calls.
   * @default false
   */
  tracing?: boolean;
}

/**
 * Lets only callers with a valid API key into a REST API:
 *
 *     const keys = new KeyAuthorizer(this, 'Keys', { table, keyPrefix: 'lk' });
 *     api.root.addMethod('GET', integration, keys.methodOptions);
 *     keys.explainRefusals(api);
 */
export class KeyAuthorizer extends Construct {
  readonly authorizer: apigateway.RequestAuthorizer;

  constructor(scope: Construct, name: string, props: KeyAuthorizerProps) {
    super(scope, name);
    const { table, keyPrefix, cacheSeconds = 0, logRetentionDays = 90, tracing = false } = props;
    const handler = new ServiceFunction(this, 'Function', {
      entry: 'authorizer',
      description: 'Checks the API key of a request',
      environment: {
        [environmentNames.tableName]: table.tableName,
        [environmentNames.keyPrefix]: keyPrefix,
        [environmentNames.authorizerCacheSeconds]: String(cacheSeconds),
      },
      // Shorter than a caller would wait, longer than two attempts to read.
      timeout: Duration.seconds(6),
      logRetentionDays,
      tracing,
    });
    handler.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [table.tableArn] }),
    );
    // A different id with the cache: an authorizer that is updated to have no identity sources keeps the old
    // ones, and API Gateway would go on refusing requests without them.
    const id = cacheSeconds > 0 ? 'CachingAuthorizer' : 'Authorizer';
    this.authorizer = new apigateway.RequestAuthorizer(this, id, {
      handler,
      resultsCacheTtl: Duration.seconds(cacheSeconds),
      // API Gateway refuses a request that lacks a source without asking the function; hence none without a
      // cache.
      identitySources: cacheSeconds > 0 ? [apigateway.IdentitySource.header('Authorization')] : [],
    });
    // For none the CDK writes an empty string, which not every way into API Gateway accepts.
    if (cacheSeconds === 0) {
      const resource = this.authorizer.node.defaultChild as apigateway.CfnAuthorizer;
      resource.addPropertyDeletionOverride('IdentitySource');
    }
  }

  /** For `addMethod`. */
  get methodOptions(): apigateway.MethodOptions {
    return { authorizer: this.authorizer, authorizationType: apigateway.AuthorizationType.CUSTOM };
  }

  /**
   * For the `requestParameters` of an integration: tells the upstream the account and key of the caller,
   * whatever the client sent under these names, and keeps the secret from it.
   */
  static readonly upstreamHeaders: Readonly<Record<string, string>> = {
    'integration.request.header.x-latchkey-account-id': 'context.authorizer.accountId',
    'integration.request.header.x-latchkey-access-key': 'context.authorizer.accessKey',
    // A blank: it arrives as an empty value over HTTP, while API Gateway is only known to accept non-empty
    // static values.
    'integration.request.header.Authorization': "' '",
    'integration.request.header.x-api-key': "' '",
  };

  /** Adds the responses that tell a client why its key was refused (docs/errors.md). */
  explainRefusals(api: apigateway.IRestApi): void {
    addProblemResponses(api, authorizerResponses);
    addDenialResponse(api);
  }
}
