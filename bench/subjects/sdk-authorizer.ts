import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { DynamoDBDocumentClient, GetCommand } from '@aws-sdk/lib-dynamodb';
import middy from '@middy/core';
import type { APIGatewayAuthorizerResult, APIGatewayRequestAuthorizerEvent } from 'aws-lambda';
import { environmentNames, requireEnv } from '../../lambdas/adapters/environment.ts';
import { allowAccess, denyAccess } from '../../lambdas/adapters/gateway/access-policy.ts';
import { readCredential } from '../../lambdas/adapters/gateway/credentials.ts';
import { proofAttributes } from '../../lambdas/adapters/gateway/key-reader.ts';
import { keyItemKey } from '../../lambdas/adapters/table/item-keys.ts';
import type { KeyItem } from '../../lambdas/adapters/table/item-shapes.ts';
import { toGates, toSecrets } from '../../lambdas/adapters/table/secret-attributes.ts';
import { parseAccessKey } from '../../lambdas/core/access-key.ts';
import { authenticate } from '../../lambdas/core/authentication.ts';

// The authorizer as it is commonly written, with the SDK's document client and middy.
// It has the same rules and the same read as ours, and serves as a comparison.

const keyPrefix = requireEnv(environmentNames.keyPrefix);
const tableName = requireEnv(environmentNames.tableName);
const table = DynamoDBDocumentClient.from(new DynamoDBClient({}));

export const handler = middy(
  async (event: APIGatewayRequestAuthorizerEvent): Promise<APIGatewayAuthorizerResult> => {
    const credential = readCredential(event.multiValueHeaders ?? {}, keyPrefix);
    if (typeof credential === 'string') return denyAccess(event.methodArn, credential);
    const address = parseAccessKey(credential.accessKey);
    if (!address) return denyAccess(event.methodArn, 'credentials_malformed');
    const { Item } = await table.send(
      new GetCommand({
        TableName: tableName,
        Key: keyItemKey(address),
        ProjectionExpression: proofAttributes,
        ConsistentRead: true,
      }),
    );
    const item = Item as KeyItem | undefined;
    const proof = item ? { ...toSecrets(item), ...toGates(item) } : null;
    const result = authenticate(credential, proof, new Date());
    if (result.error === 'key_invalid') return denyAccess(event.methodArn, result.error);
    const proven = { ...address, secretNo: result.secretNo };
    if (result.error) return denyAccess(event.methodArn, result.error, proven);
    return allowAccess(event.methodArn, proven, result.end, 0);
  },
);
