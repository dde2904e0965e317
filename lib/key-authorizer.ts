import { Duration } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { environmentNames } from '../lambdas/adapters/environment.ts';
import { addDenialResponse, addProblemResponses, authorizerResponses } from './problem-responses.ts';
import { ServiceFunction } from './service-function.ts';

export interface KeyAuthorizerProps {
  /** Latchkey's table; from another stack or app by `TableV2.fromTableName`. */
  table: ITableV2;
  /** The first part of each token, as Latchkey was deployed with. */
  keyPrefix: string;
  /** How long API Gateway may keep an answer, in seconds. Above 0, keys are accepted in the Authorization header alone. @default 0 */
  cacheSeconds?: number;
  /** @default 90 */
  logRetentionDays?: number;
}

/**
 * Lets only bearers of valid API keys into a REST API:
 *
 *     const keys = new KeyAuthorizer(this, 'Keys', { table, keyPrefix: 'lk' });
 *     api.root.addMethod('GET', integration, keys.methodOptions);
 *     keys.explainRefusals(api);
 */
export class KeyAuthorizer extends Construct {
  readonly authorizer: apigateway.RequestAuthorizer;

  constructor(scope: Construct, name: string, props: KeyAuthorizerProps) {
    super(scope, name);
    const { table, keyPrefix, cacheSeconds = 0, logRetentionDays = 90 } = props;
    const handler = new ServiceFunction(this, 'Function', {
      entry: 'authorizer',
      description: 'Checks the API key of a request against the table',
      environment: {
        [environmentNames.tableName]: table.tableName,
        [environmentNames.keyPrefix]: keyPrefix,
        [environmentNames.authorizerCacheSeconds]: String(cacheSeconds),
      },
      // Shorter than a caller would wait, longer than two tries of the read.
      timeout: Duration.seconds(6),
      logRetentionDays,
    });
    handler.addToRolePolicy(
      new PolicyStatement({ actions: ['dynamodb:GetItem'], resources: [table.tableArn] }),
    );
    // Of another id with a cache than without: API Gateway keeps the identity sources of an authorizer that is only updated to have none,
    // and would go on refusing requests without them.
    const id = cacheSeconds > 0 ? 'CachingAuthorizer' : 'Authorizer';
    this.authorizer = new apigateway.RequestAuthorizer(this, id, {
      handler,
      resultsCacheTtl: Duration.seconds(cacheSeconds),
      // A source that is missing refuses a request before the function is asked; so without a cache there are none.
      identitySources: cacheSeconds > 0 ? [apigateway.IdentitySource.header('Authorization')] : [],
    });
    // The CDK writes an empty text for none, which not every way into API Gateway takes.
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
   * For the `requestParameters` of an integration: tells the upstream which account and key called, whatever the client
   * sent under these names, and keeps the secret from it.
   */
  static readonly upstreamHeaders: Readonly<Record<string, string>> = {
    'integration.request.header.x-latchkey-account-id': 'context.authorizer.accountId',
    'integration.request.header.x-latchkey-access-key': 'context.authorizer.accessKey',
    // A blank: HTTP carries it as an empty value, and API Gateway is known to take static texts that are not empty.
    'integration.request.header.Authorization': "' '",
    'integration.request.header.x-api-key': "' '",
  };

  /** Adds the answers by which the API tells a client why its key was refused (docs/errors.md). */
  explainRefusals(api: apigateway.IRestApi): void {
    addProblemResponses(api, authorizerResponses);
    addDenialResponse(api);
  }
}
