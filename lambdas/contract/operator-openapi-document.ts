import { describeApi } from './openapi-building.ts';
import { operatorOperations } from './operator-operations.ts';
import { operatorRoutes } from './operator-routes.ts';

const refusals = ['signature_missing', 'signature_invalid', 'not_permitted'] as const;

/** The operator API as an OpenAPI 3.1 document. */
export function describeOperatorApi(): Record<string, unknown> {
  return describeApi(
    {
      title: 'Latchkey operator API',
      description:
        'Find and create accounts, and manage the API keys of any account, with AWS credentials. Each call needs the policy of its use: read, support or provision.',
    },
    {
      signature: {
        type: 'apiKey',
        name: 'Authorization',
        in: 'header',
        'x-amazon-apigateway-authtype': 'awsSigv4',
        description: 'An AWS signature, version 4, for the service execute-api.',
      },
    },
    operatorRoutes.map(({ id, method, path }) => ({
      id,
      method,
      path,
      operation: operatorOperations[id],
      refusals,
    })),
  );
}
