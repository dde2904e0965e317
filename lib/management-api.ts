import { Size } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { Construct } from 'constructs';
import { environmentNames, formatList } from '../lambdas/adapters/environment.ts';
import { signInAccessLog } from '../lambdas/contract/access-log.ts';
import { type FunctionName, managementFunctions, routes } from '../lambdas/contract/routes.ts';
import { acknowledge } from './acknowledge.ts';
import { addProblemResponses, managementResponses } from './gateway-responses.ts';
import { answerPreflights } from './preflights.ts';
import {
  describeKeyLimit,
  describeLifetimes,
  describeSignIns,
  describeStores,
} from './product-environment.ts';
import { createRestApi } from './rest-api.ts';
import { ServiceFunction } from './service-function.ts';
import type { Settings } from './settings.ts';
import { grantTable } from './table-grants.ts';
import { refuseUnknownRoutes } from './unknown-routes.ts';

export interface ManagementApiProps {
  settings: Settings;
  table: ITableV2;
  userPool: IUserPool;
}

/** The API that account holders manage their keys with. */
export class ManagementApi extends Construct {
  readonly api: apigateway.RestApi;
  /** Those behind its routes; some of them serve the operator API too. */
  readonly functions: ReadonlyMap<FunctionName, ServiceFunction>;

  constructor(scope: Construct, id: string, { settings, table, userPool }: ManagementApiProps) {
    super(scope, id);
    const { api } = createRestApi(this, 'Api', {
      name: `latchkey-${settings.stage}-management`,
      description: `Latchkey management API (${settings.stage})`,
      settings,
      accessLogFields: signInAccessLog,
      rateLimit: settings.managementRateLimit,
      burstLimit: settings.managementBurstLimit,
      // Lists only: a response with a secret is far smaller, and what is never compressed tells nothing by its size.
      compressedFrom: Size.kibibytes(8),
    });
    this.api = api;
    // Refusals contain nothing secret, and browsers let pages of other origins read them only if this header
    // says so.
    const headers: Record<string, string> =
      settings.allowedOrigins.length > 0 ? { 'Access-Control-Allow-Origin': "'*'" } : {};
    addProblemResponses(this.api, managementResponses, headers);
    const authorizer = new apigateway.CognitoUserPoolsAuthorizer(this, 'SignIn', {
      cognitoUserPools: [userPool],
    });

    const functions = new Map<FunctionName, ServiceFunction>();
    this.functions = functions;
    for (const [name, served] of Map.groupBy(routes, (route) => route.function)) {
      const { description, tableActions, readsKeyLimit, setsDates, openBecause } = managementFunctions[name];
      const handler = new ServiceFunction(this, capitalize(name), {
        entry: name,
        description,
        environment: {
          ...(settings.allowedOrigins.length > 0 && {
            [environmentNames.allowedOrigins]: formatList(settings.allowedOrigins),
          }),
          ...(tableActions.length > 0 && describeStores(settings, table)),
          ...(readsKeyLimit && describeKeyLimit(settings)),
          ...(setsDates && describeLifetimes(settings)),
          ...(!openBecause && describeSignIns(settings)),
        },
        logRetentionDays: settings.logRetentionDays,
        tracing: settings.tracing,
      });
      grantTable(handler, table, tableActions, { recordsChanges: served.some((route) => 'trail' in route) });
      functions.set(name, handler);
      const integration = new apigateway.LambdaIntegration(handler);
      for (const { method, path } of served) {
        const added = this.api.root
          .resourceForPath(path)
          .addMethod(
            method,
            integration,
            openBecause
              ? { authorizationType: apigateway.AuthorizationType.NONE }
              : { authorizer, authorizationType: apigateway.AuthorizationType.COGNITO },
          );
        if (openBecause) {
          acknowledge(added, { 'AwsSolutions-APIG4': openBecause, 'AwsSolutions-COG4': openBecause });
        }
      }
    }
    if (settings.allowedOrigins.length > 0) this.#allowOrigins(settings.allowedOrigins);
    refuseUnknownRoutes(this.api.root, headers);
  }

  /** Lets pages of other origins call the API: browsers ask first with an OPTIONS request. */
  #allowOrigins(allowOrigins: string[]): void {
    for (const path of new Set(routes.map((route) => route.path))) {
      answerPreflights(this.api.root.resourceForPath(path), {
        allowOrigins,
        allowMethods: ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'],
        allowHeaders: ['authorization', 'content-type', 'if-match', 'idempotency-key'],
      });
    }
  }
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
