import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { IUserPool } from 'aws-cdk-lib/aws-cognito';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { environmentNames } from '../lambdas/adapters/environment.ts';
import { acknowledge } from './acknowledge.ts';
import { addProblemResponses, managementResponses } from './problem-responses.ts';
import { createRestApi } from './rest-api.ts';
import { ServiceFunction } from './service-function.ts';
import type { Settings } from './settings.ts';

export interface ManagementApiProps {
  settings: Settings;
  table: ITableV2;
  userPool: IUserPool;
}

/** A function of the management API, what it may do with the table, and the calls that it serves. */
interface Service {
  entry: string;
  description: string;
  tableActions: readonly string[];
  routes: readonly (readonly [method: string, path: string])[];
  /** Why the calls need no sign-in; absent: they do. */
  open?: string;
}

const services: readonly Service[] = [
  {
    entry: 'account',
    description: 'Makes and changes accounts',
    tableActions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      'dynamodb:Query',
    ],
    routes: [
      ['PUT', '/api/v1/account'],
      ['GET', '/api/v1/account'],
      ['PATCH', '/api/v1/account'],
      ['POST', '/api/v1/account/retry-delivery'],
    ],
  },
  {
    entry: 'keys',
    description: 'Creates, lists, edits, expires and deletes keys',
    tableActions: [
      'dynamodb:GetItem',
      'dynamodb:PutItem',
      'dynamodb:UpdateItem',
      'dynamodb:DeleteItem',
      'dynamodb:Query',
    ],
    routes: [
      ['POST', '/api/v1/keys'],
      ['GET', '/api/v1/keys'],
      ['GET', '/api/v1/keys/{accessKey}'],
      ['PATCH', '/api/v1/keys/{accessKey}'],
      ['DELETE', '/api/v1/keys/{accessKey}'],
      ['POST', '/api/v1/keys/{accessKey}/expire'],
    ],
  },
  {
    entry: 'notices',
    description: 'Tells which keys to warn of',
    tableActions: ['dynamodb:GetItem', 'dynamodb:Query'],
    routes: [
      ['GET', '/api/v1/notices'],
      ['GET', '/api/v1/notices/log'],
    ],
  },
  {
    entry: 'confirmation',
    description: 'Lets further notice addresses confirm themselves',
    tableActions: ['dynamodb:GetItem', 'dynamodb:UpdateItem'],
    routes: [
      ['GET', '/api/v1/notice-emails/confirmation'],
      ['POST', '/api/v1/notice-emails/confirmation'],
    ],
    open: 'The bearer of a confirmation link proves by its token who it is.',
  },
  {
    entry: 'openapi',
    description: 'Describes the management API',
    tableActions: [],
    routes: [['GET', '/api/v1/openapi.json']],
    open: 'The description of the API is public.',
  },
];

/** The API by which account holders look after their keys. */
export class ManagementApi extends Construct {
  readonly api: apigateway.RestApi;

  constructor(scope: Construct, id: string, { settings, table, userPool }: ManagementApiProps) {
    super(scope, id);
    this.api = createRestApi(this, 'Api', {
      name: `latchkey-${settings.stage}-management`,
      description: `Latchkey management API (${settings.stage})`,
      settings,
      rateLimit: settings.managementRateLimit,
      burstLimit: settings.managementBurstLimit,
    });
    // Refusals hold nothing secret, and a browser shows their text to a page of another origin only when told that it may.
    const headers: Record<string, string> =
      settings.allowedOrigins.length > 0 ? { 'Access-Control-Allow-Origin': "'*'" } : {};
    addProblemResponses(this.api, managementResponses, headers);
    const authorizer = new apigateway.CognitoUserPoolsAuthorizer(this, 'SignIn', {
      cognitoUserPools: [userPool],
    });

    for (const service of services) {
      const handler = new ServiceFunction(this, capitalize(service.entry), {
        entry: service.entry,
        description: service.description,
        environment: {
          ...(settings.allowedOrigins.length > 0 && {
            [environmentNames.allowedOrigins]: settings.allowedOrigins.join(','),
          }),
          ...(service.tableActions.length > 0 && {
            [environmentNames.tableName]: table.tableName,
            [environmentNames.keyPrefix]: settings.keyPrefix,
            [environmentNames.maxKeysPerAccount]: String(settings.maxKeysPerAccount),
            [environmentNames.noticeLeadDays]: settings.noticeLeadDays.join(','),
          }),
        },
        logRetentionDays: settings.logRetentionDays,
      });
      if (service.tableActions.length > 0) {
        const actions = [...service.tableActions];
        handler.addToRolePolicy(new PolicyStatement({ actions, resources: [table.tableArn] }));
      }
      const integration = new apigateway.LambdaIntegration(handler);
      for (const [method, path] of service.routes) {
        const added = this.api.root
          .resourceForPath(path)
          .addMethod(
            method,
            integration,
            service.open
              ? { authorizationType: apigateway.AuthorizationType.NONE }
              : { authorizer, authorizationType: apigateway.AuthorizationType.COGNITO },
          );
        if (service.open) {
          acknowledge(added, {
            'AwsSolutions-APIG4': service.open,
            'AwsSolutions-COG4': service.open,
          });
        }
      }
    }
    if (settings.allowedOrigins.length > 0) this.#allowOrigins(settings.allowedOrigins);
  }

  /** Lets pages of other origins call the API from the browser, each of which asks first by an OPTIONS request. */
  #allowOrigins(allowOrigins: string[]): void {
    const paths = new Set(services.flatMap(({ routes }) => routes.map(([, path]) => path)));
    for (const path of paths) {
      const preflight = this.api.root.resourceForPath(path).addCorsPreflight({
        allowOrigins,
        allowMethods: ['GET', 'PUT', 'POST', 'PATCH', 'DELETE'],
        allowHeaders: ['authorization', 'content-type', 'if-match'],
      });
      // Where every body is binary, a mock can't read its request template, and answers 500, unless told that it is text.
      const resource = preflight.node.defaultChild as apigateway.CfnMethod;
      resource.addPropertyOverride('Integration.ContentHandling', 'CONVERT_TO_TEXT');
      acknowledge(preflight, {
        'AwsSolutions-APIG4': 'Browsers send their preflight requests without credentials.',
        'AwsSolutions-COG4': 'Browsers send their preflight requests without credentials.',
      });
    }
  }
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
