import { CfnOutput, Duration, Stack } from 'aws-cdk-lib';
import * as apigateway from 'aws-cdk-lib/aws-apigateway';
import type { ITableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { ManagedPolicy, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { Construct } from 'constructs';
import { accountsByEmailIndex } from '../lambdas/adapters/table/accounts-by-email-index.ts';
import { dueNoticesIndex } from '../lambdas/adapters/table/due-notices-index.ts';
import { operatorAccessLog } from '../lambdas/contract/access-log.ts';
import {
  allows,
  type OperatorFunction,
  type OperatorFunctionName,
  type OperatorUse,
  operatorFunctions,
  operatorRoutes,
  operatorUses,
} from '../lambdas/contract/operator-routes.ts';
import { acknowledge } from './acknowledge.ts';
import { addProblemResponses, operatorResponses } from './gateway-responses.ts';
import { describeKeyLimit, describeLifetimes, describeStores } from './product-environment.ts';
import { createRestApi } from './rest-api.ts';
import { ServiceFunction } from './service-function.ts';
import type { Settings } from './settings.ts';
import { grantTable } from './table-grants.ts';
import { refuseUnknownRoutes } from './unknown-routes.ts';

/** Characters of an account's id (lambdas/core/access-key.ts). */
const idLength = 12;

export interface OperatorApiProps {
  settings: Settings;
  table: ITableV2;
  /** Those of the management API, some of which serve this one too. */
  functions: ReadonlyMap<string, ServiceFunction>;
}

/**
 * The API that the operator's own systems and people call, for any account, with AWS credentials: each call takes a grant of
 * IAM. An API of its own, since API Gateway has one response for all that an API refuses.
 */
export class OperatorApi extends Construct {
  readonly api: apigateway.RestApi;

  constructor(scope: Construct, id: string, { settings, table, functions }: OperatorApiProps) {
    super(scope, id);
    const { api } = createRestApi(this, 'Api', {
      name: `latchkey-${settings.stage}-operator`,
      description: `Latchkey operator API (${settings.stage})`,
      settings,
      accessLogFields: operatorAccessLog,
      rateLimit: settings.managementRateLimit,
      burstLimit: settings.managementBurstLimit,
    });
    this.api = api;
    addProblemResponses(this.api, operatorResponses);
    for (const [name, served] of Map.groupBy(operatorRoutes, (route) => route.function)) {
      const handler = isOwn(name) ? this.#addFunction(name, settings, table) : functions.get(name);
      if (!handler) throw new Error(`The management API has no function ${name}.`);
      // Test calls from the console would need a permission more for each method, and a function's permissions have a limit.
      const integration = new apigateway.LambdaIntegration(handler, { allowTestInvoke: false });
      for (const { method, path } of served) {
        const added = this.api.root
          .resourceForPath(path)
          .addMethod(method, integration, { authorizationType: apigateway.AuthorizationType.IAM });
        acknowledge(added, {
          'AwsSolutions-COG4': 'Callers sign with AWS credentials, and IAM authorizes them.',
        });
      }
    }
    refuseUnknownRoutes(this.api.root);
    for (const use of Object.keys(operatorUses) as OperatorUse[]) this.#addPolicy(use);
  }

  #addFunction(name: OwnFunctionName, settings: Settings, table: ITableV2): ServiceFunction {
    const {
      construct,
      description,
      tableActions,
      queriesIndexes,
      setsLimits,
      deletesTrails,
      timeoutSeconds,
      memoryMebibytes,
    }: Partial<OperatorFunction> & (typeof operatorFunctions)[OwnFunctionName] = operatorFunctions[name];
    const handler = new ServiceFunction(this, construct, {
      entry: name,
      description,
      environment: {
        ...describeStores(settings, table),
        ...(setsLimits && { ...describeKeyLimit(settings), ...describeLifetimes(settings) }),
      },
      ...(timeoutSeconds !== undefined && { timeout: Duration.seconds(timeoutSeconds) }),
      ...(memoryMebibytes !== undefined && { memorySize: memoryMebibytes }),
      logRetentionDays: settings.logRetentionDays,
      tracing: settings.tracing,
    });
    const recordsChanges = operatorRoutes.some((route) => route.function === name && 'trail' in route);
    grantTable(handler, table, tableActions, { recordsChanges, ...(deletesTrails && { deletesTrails }) });
    if (queriesIndexes) {
      handler.addToRolePolicy(
        new PolicyStatement({
          actions: ['dynamodb:Query'],
          resources: [accountsByEmailIndex, dueNoticesIndex].map(
            ({ name: index }) => `${table.tableArn}/index/${index}`,
          ),
        }),
      );
    }
    return handler;
  }

  /** A policy to attach to users and roles that may call the API for one use. CloudFormation names it, for there may be several regions. */
  #addPolicy(use: OperatorUse): void {
    const name = use.charAt(0).toUpperCase() + use.slice(1);
    const stage = this.api.deploymentStage.stageName;
    const calls = operatorRoutes
      .filter((route) => allows(use, route.use))
      .map(({ method, path }) => ({ method, path: toPattern(path) }));
    const resources = calls.map(({ method, path }) => this.api.arnForExecuteApi(method, path, stage));
    const policy = new ManagedPolicy(this, name, {
      description: `Latchkey operator API (${this.api.restApiName}): ${operatorUses[use]}`,
      statements: [new PolicyStatement({ actions: ['execute-api:Invoke'], resources })],
    });
    // As the security checks write an ARN: each finding has to be named.
    const idOf = (construct: Construct) =>
      `<${Stack.of(this).resolve(Reflect.get(construct.node.defaultChild ?? {}, 'logicalId'))}>`;
    const api = `arn:<AWS::Partition>:execute-api:<AWS::Region>:<AWS::AccountId>:${idOf(this.api)}/${idOf(this.api.deploymentStage)}`;
    const reason = 'A path has the ids of accounts and keys, whichever they are.';
    const findings = calls.map(({ method, path }) => [
      `AwsSolutions-IAM5[Resource::${api}/${method}${path}]`,
      reason,
    ]);
    acknowledge(policy, Object.fromEntries(findings));
    new CfnOutput(this, `${name}PolicyArn`, {
      value: policy.managedPolicyArn,
      description: `${operatorUses[use]}, by the operator API: a policy to attach`,
    }).overrideLogicalId(`Operator${name}PolicyArn`);
  }
}

type OwnFunctionName = keyof typeof operatorFunctions;

function isOwn(name: OperatorFunctionName): name is OwnFunctionName {
  return name in operatorFunctions;
}

/**
 * The path with wildcards for its parameters. As `*` also matches slashes, a path that ends with an account's id, which others
 * begin with, has as many `?` as an id has characters.
 */
function toPattern(path: string): string {
  return path.replace(/\{accountId\}$/, '?'.repeat(idLength)).replace(/\{\w+\}/g, '*');
}
