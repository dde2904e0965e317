import { App, Stack, type StackProps } from 'aws-cdk-lib';
import { HttpIntegration, LogGroupLogDestination, RestApi } from 'aws-cdk-lib/aws-apigateway';
import { TableV2 } from 'aws-cdk-lib/aws-dynamodb';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { KeyAuthorizer } from '../lib/key-authorizer.ts';

export interface OrdersStackProps extends StackProps {
  /** The output TableName of Latchkey's data stack; the same AWS account and region as this stack. */
  tableName: string;
  /** The setting keyPrefix that Latchkey was deployed with. */
  keyPrefix: string;
}

/** Your own REST API, open only to callers with one of Latchkey's keys. */
export class OrdersStack extends Stack {
  constructor(scope: Construct, id: string, { tableName, keyPrefix, ...props }: OrdersStackProps) {
    super(scope, id, props);
    const table = TableV2.fromTableName(this, 'LatchkeyTable', tableName);
    // Latchkey counts the calls of each key from it. Allow only API Gateway to write to it.
    const accessLog = new LogGroup(this, 'AccessLog', { retention: RetentionDays.THREE_MONTHS });
    const keys = new KeyAuthorizer(this, 'Keys', { table, keyPrefix, use: { accessLog } });

    const api = new RestApi(this, 'Orders', {
      // Every method asks the authorizer, unless its own options say otherwise.
      defaultMethodOptions: keys.methodOptions,
      deployOptions: {
        accessLogDestination: new LogGroupLogDestination(accessLog),
        accessLogFormat: KeyAuthorizer.accessLogFormat,
      },
    });
    // Without this, API Gateway refuses with 403 and its own text rather than 401, a code and what to do.
    keys.explainRefusals(api);

    const orders = api.root.addResource('orders');
    orders.addMethod('GET', passTo('https://backend.example.com/orders'));
    orders.addMethod('POST', passTo('https://backend.example.com/orders'));
  }
}

/** An integration that tells the server behind it the caller's account and key, and keeps the secret from it. */
function passTo(url: string): HttpIntegration {
  return new HttpIntegration(url, {
    httpMethod: 'ANY',
    proxy: true,
    options: { requestParameters: KeyAuthorizer.upstreamHeaders },
  });
}

new OrdersStack(new App(), 'Orders', {
  tableName: 'Latchkey-prod-Data-TableCD117FA1-EXAMPLE',
  keyPrefix: 'lk',
});
