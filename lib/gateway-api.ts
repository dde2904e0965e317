import { Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import { Construct } from 'constructs';
import { environmentNames, formatList } from '../lambdas/adapters/environment.ts';
import { keyAccessLog } from '../lambdas/contract/access-log.ts';
import { machineRoutes } from '../lambdas/contract/machine-routes.ts';
import { rotateOwnKeyRoute, whoamiRoute } from '../lambdas/contract/routes.ts';
import { machinePath } from '../lambdas/core/machine-path.ts';
import { acknowledge } from './acknowledge.ts';
import { presentClientCertificate } from './client-certificate.ts';
import { addGatewayDomain } from './gateway-domain.ts';
import { addDenialResponse, addProblemResponses, gatewayResponses } from './gateway-responses.ts';
import { KeyAuthorizer } from './key-authorizer.ts';
import { answerPreflights } from './preflights.ts';
import { createRestApi } from './rest-api.ts';
import { ServiceFunction } from './service-function.ts';
import type { Settings } from './settings.ts';
import { grantTable } from './table-grants.ts';
import { refuseOtherMethods, refuseUnknownRoutes } from './unknown-routes.ts';

export interface GatewayApiProps {
  settings: Settings;
  table: ITableV2;
  /** Those of the management API, which serve the calls of keys that manage others too. */
  functions: ReadonlyMap<string, ServiceFunction>;
}

/** The API that the operator's customers call with their keys: `whoami`, management by keys, and the upstream. */
export class GatewayApi extends Construct {
  readonly api: apigateway.RestApi;
  readonly keys: KeyAuthorizer;
  readonly accessLog: ILogGroup;
  /** Where customers call, with a slash at the end. */
  readonly url: string;

  constructor(scope: Construct, id: string, { settings, table, functions }: GatewayApiProps) {
    super(scope, id);
    const { api, accessLog } = createRestApi(this, 'Api', {
      name: `latchkey-${settings.stage}-gateway`,
      description: `Latchkey gateway (${settings.stage})`,
      settings,
      accessLogFields: keyAccessLog,
      rateLimit: settings.gatewayRateLimit,
      burstLimit: settings.gatewayBurstLimit,
      isDefaultAddressClosed: settings.disableExecuteApiEndpoint,
    });
    this.api = api;
    this.accessLog = accessLog;
    const origins = settings.gatewayAllowedOrigins;
    // A gateway response can't pick one of several origins. A refusal tells nothing to a page that has no key.
    const headers: Record<string, string> =
      origins.length > 0
        ? {
            'Access-Control-Allow-Origin': "'*'",
            'Access-Control-Expose-Headers': "'Retry-After,WWW-Authenticate'",
          }
        : {};
    addProblemResponses(this.api, gatewayResponses, headers);
    addDenialResponse(this.api, headers);
    this.keys = new KeyAuthorizer(this, 'Keys', {
      table,
      keyPrefix: settings.keyPrefix,
      use: { accessLog },
      cacheSeconds: settings.authorizerCacheSeconds,
      logRetentionDays: settings.logRetentionDays,
      tracing: settings.tracing,
    });

    const whoami = new ServiceFunction(this, 'Whoami', {
      entry: 'whoami',
      description: 'Tells a program which key it uses',
      environment: {
        [environmentNames.tableName]: table.tableName,
        [environmentNames.noticeLeadDays]: formatList(settings.noticeLeadDays),
        ...(origins.length > 0 && { [environmentNames.allowedOrigins]: formatList(origins) }),
      },
      logRetentionDays: settings.logRetentionDays,
      tracing: settings.tracing,
    });
    grantTable(whoami, table, ['GetItem']);
    const resource = this.api.root.resourceForPath(whoamiRoute.path);
    resource.addMethod(whoamiRoute.method, new apigateway.LambdaIntegration(whoami), this.keys.methodOptions);
    const ownUrl = addGatewayDomain(Stack.of(this), this.api, settings);
    this.url = ownUrl ?? this.api.url;
    // Otherwise by the address that needs no record in the DNS.
    const isClosed = settings.disableExecuteApiEndpoint && ownUrl !== null;
    this.keys.addHeartbeat(
      isClosed ? new URL(whoamiRoute.path, ownUrl).href : this.api.urlForPath(resource.path),
    );
    const selfRotation = new ServiceFunction(this, 'SelfRotation', {
      entry: 'self-rotation',
      description: 'Gives a key a new secret that asks for it itself',
      environment: {
        [environmentNames.tableName]: table.tableName,
        [environmentNames.keyPrefix]: settings.keyPrefix,
        [environmentNames.noticeLeadDays]: formatList(settings.noticeLeadDays),
        ...(origins.length > 0 && { [environmentNames.allowedOrigins]: formatList(origins) }),
      },
      logRetentionDays: settings.logRetentionDays,
      tracing: settings.tracing,
    });
    grantTable(selfRotation, table, ['GetItem', 'UpdateItem'], { recordsChanges: true });
    const rotations = this.api.root.resourceForPath(rotateOwnKeyRoute.path);
    rotations.addMethod(
      rotateOwnKeyRoute.method,
      new apigateway.LambdaIntegration(selfRotation),
      this.keys.methodOptions,
    );
    // Otherwise API Gateway would pass other methods on to the upstream's {proxy+}.
    for (const each of [resource, rotations]) refuseOtherMethods(each, headers);
    this.#addMachineRoutes(functions);

    presentClientCertificate(Stack.of(this), this.api, settings);
    if (settings.upstreamUrl) this.#addUpstream(settings.upstreamUrl, this.keys.methodOptions);
    else refuseUnknownRoutes(this.api.root, headers);
    if (origins.length > 0) this.#allowOrigins(origins);
    acknowledge(this, {
      'AwsSolutions-COG4':
        'These methods are authorized by API key. The user pool is for the management API.',
    });
  }

  /**
   * Keys that manage others. Pages of other origins can't call these: a browser is no place for such a key. What is not served here
   * is refused, so that the upstream never gets it.
   */
  #addMachineRoutes(functions: ReadonlyMap<string, ServiceFunction>): void {
    for (const { method, path, function: name } of machineRoutes) {
      const handler = functions.get(name);
      if (!handler) throw new Error(`The management API has no function ${name}.`);
      // Test calls from the console would need a permission more for each method, and a function's permissions have a limit.
      const integration = new apigateway.LambdaIntegration(handler, { allowTestInvoke: false });
      this.api.root.resourceForPath(path).addMethod(method, integration, this.keys.methodOptions);
    }
    const base = this.api.root.resourceForPath(machinePath);
    for (const path of new Set(machineRoutes.map((route) => route.path)))
      refuseOtherMethods(this.api.root.resourceForPath(path));
    refuseUnknownRoutes(base);
  }

  /** Lets pages of other origins call with keys; the upstream adds the headers of its own responses. */
  #allowOrigins(allowOrigins: string[]): void {
    const resources = this.node
      .findAll()
      .filter((node) => node instanceof apigateway.Resource)
      .filter(({ path }) => path !== machinePath && !path.startsWith(`${machinePath}/`));
    for (const resource of [this.api.root, ...resources]) {
      answerPreflights(resource, {
        allowOrigins,
        // The upstream decides what it takes. Authorization has to be named: `*` does not stand for it.
        allowHeaders: ['authorization', '*'],
        maxAge: Duration.hours(1),
      });
    }
  }

  #addUpstream(upstreamUrl: string, methodOptions: apigateway.MethodOptions): void {
    const proxied = { 'integration.request.path.proxy': 'method.request.path.proxy' };
    const proxyOptions = { ...methodOptions, requestParameters: { 'method.request.path.proxy': true } };
    // Separate routes below /v1 and /latchkey, beside our own: it is not documented that the root's {proxy+} reaches there.
    for (const path of ['', '/v1', '/latchkey']) {
      const base = this.api.root.resourceForPath(path || '/');
      base.addMethod('ANY', passTo(`${upstreamUrl}${path || '/'}`), methodOptions);
      base
        .addResource('{proxy+}')
        .addMethod('ANY', passTo(`${upstreamUrl}${path}/{proxy}`, proxied), proxyOptions);
    }
  }
}

function passTo(url: string, requestParameters: Record<string, string> = {}): apigateway.HttpIntegration {
  return new apigateway.HttpIntegration(url, {
    httpMethod: 'ANY',
    proxy: true,
    options: { requestParameters: { ...requestParameters, ...KeyAuthorizer.upstreamHeaders } },
  });
}
