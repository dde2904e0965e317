import { machineRoutes } from './machine-routes.ts';
import { describeApi } from './openapi-building.ts';
import { type OperationContract, operations } from './operations.ts';

const refusals = [
  'credentials_missing',
  'credentials_malformed',
  'header_reserved',
  'key_invalid',
  'account_suspended',
  'key_leaked',
  'secret_rotated',
  'key_expired',
  'access_not_allowed',
] as const;

/** The calls by which keys manage keys, as an OpenAPI 3.1 document. Requests and responses are those of the management API. */
export function describeMachineApi(): Record<string, unknown> {
  return describeApi(
    {
      title: 'Latchkey management by keys',
      description:
        'Manage the API keys of an account with a key of it, at the gateway. The access of the key must be read, or write for calls that change something. A key may not set access or selfRotation, nor change itself or a key that has access.',
    },
    {
      token: { type: 'http', scheme: 'bearer', description: 'The token of the key.' },
      apiKey: { type: 'apiKey', name: 'x-api-key', in: 'header', description: 'The token of the key.' },
      basic: {
        type: 'http',
        scheme: 'basic',
        description: 'The access key as user name, the secret key as password.',
      },
    },
    machineRoutes.map(({ id, method, path }) => ({
      id,
      method,
      path,
      operation: described(operations[id]),
      refusals,
    })),
  );
}

/** The account is that of the key; a date may come too late for it. */
function described(operation: OperationContract): OperationContract {
  const problems = operation.problems.filter((code) => code !== 'account_not_found');
  const setsDates = problems.includes('expires_in_past') || problems.includes('key_not_active');
  return { ...operation, problems: setsDates ? [...problems, 'outlives_its_maker'] : problems };
}
