import { Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { IQueue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { environmentNames } from '../lambdas/adapters/environment.ts';
import { keyAccessLog } from '../lambdas/contract/access-log.ts';
import { addDenialResponse, addProblemResponses, authorizerResponses } from './gateway-responses.ts';
import { formatAccessLog } from './rest-api.ts';
import { ServiceFunction } from './service-function.ts';
import { grantTable } from './table-grants.ts';
import { UseCounter } from './use-counter.ts';

export interface KeyAuthorizerProps {
  /** Latchkey's table. From another stack or app, use `TableV2.fromTableName`. */
  table: ITableV2;
  /** The first part of each token: the setting `keyPrefix` that Latchkey was deployed with. */
  keyPrefix: string;
  /**
   * The access log of the API that the calls of keys are counted from. Its stage must write it in the format
   * `KeyAuthorizer.accessLogFormat`, and nobody else may write to it. Or `not-counted`: Latchkey then knows nothing of
   * these calls, and keys that are used only here are said to be unused.
   */
  use: { accessLog: ILogGroup } | 'not-counted';
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
 *     const keys = new KeyAuthorizer(this, 'Keys', { table, keyPrefix: 'lk', use: { accessLog } });
 *     api.root.addMethod('GET', integration, keys.methodOptions);
 *     keys.explainRefusals(api);
 */
export class KeyAuthorizer extends Construct {
  /** For the `accessLogFormat` of the stage's `deployOptions`. */
  static readonly accessLogFormat = formatAccessLog(keyAccessLog);

  readonly authorizer: apigateway.RequestAuthorizer;
  /** The function that checks keys: watch its errors, throttles and duration. */
  readonly handler: IFunction;
  readonly #counter: UseCounter | null;

  constructor(scope: Construct, name: string, props: KeyAuthorizerProps) {
    super(scope, name);
    const { table, keyPrefix, use, cacheSeconds = 0, logRetentionDays = 90, tracing = false } = props;
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
    this.handler = handler;
    grantTable(handler, table, ['GetItem']);
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
    this.#counter =
      use === 'not-counted'
        ? null
        : new UseCounter(this, 'Use', { table, accessLog: use.accessLog, logRetentionDays, tracing });
    if (use !== 'not-counted') this.node.addValidation({ validate: () => this.#checkStage(use.accessLog) });
  }

  /**
   * The batches of the access log that could not be counted in spite of all retries: watch it.
   * @throws Error if the calls are not counted
   */
  get lostUse(): IQueue {
    if (!this.#counter) throw new Error('The calls of keys are not counted here.');
    return this.#counter.lost;
  }

  /**
   * Has the API called every 15 minutes, so that it is known how far calls are counted although nobody calls.
   * @param url of a method that this authorizer guards, with a path that ends like that of whoami
   * @throws Error if the calls are not counted
   */
  addHeartbeat(url: string): void {
    if (!this.#counter) throw new Error('The calls of keys are not counted here.');
    this.#counter.addHeartbeat(url);
  }

  /** @returns why no call would be counted; none if all is well */
  #checkStage(accessLog: ILogGroup): string[] {
    const resolve = (value: unknown) => JSON.stringify(Stack.of(this).resolve(value));
    const [arn = '', name = ''] = [accessLog.logGroupArn, accessLog.logGroupName].map(resolve);
    // With and without the CDK's feature flag for destinations.
    const isLog = (text: string) => text === arn || text.includes(name.replace(/^"|"$/g, ''));
    const settings = Stack.of(this)
      .node.findAll()
      .filter((node) => node instanceof apigateway.CfnStage)
      .map((stage) => Stack.of(this).resolve(stage.accessLogSetting))
      .filter((setting) => isLog(resolve(setting?.destinationArn) ?? ''));
    if (settings.length === 0) {
      return [
        'No stage of this stack writes the access log that keys are to be counted from: set accessLogDestination.',
      ];
    }
    return settings.every(({ format }) => format === KeyAuthorizer.accessLogFormat.toString())
      ? []
      : [
          'Keys are counted from an access log in another format: set accessLogFormat to KeyAuthorizer.accessLogFormat.',
        ];
  }

  /** For `addMethod`. */
  get methodOptions(): apigateway.MethodOptions {
    return { authorizer: this.authorizer, authorizationType: apigateway.AuthorizationType.CUSTOM };
  }

  /**
   * For the `requestParameters` of an integration: tells the upstream the account and key of the caller and when it ends,
   * whatever the client sent under these names, and keeps the secret from it.
   */
  static readonly upstreamHeaders: Readonly<Record<string, string>> = {
    'integration.request.header.x-latchkey-account-id': 'context.authorizer.accountId',
    'integration.request.header.x-latchkey-access-key': 'context.authorizer.accessKey',
    'integration.request.header.x-latchkey-expires-at': 'context.authorizer.expiresAt',
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
