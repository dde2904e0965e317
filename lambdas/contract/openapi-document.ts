import { describeApi } from './openapi-building.ts';
import { operations } from './operations.ts';
import { managementFunctions, routes } from './routes.ts';

/** The management API as an OpenAPI 3.1 document. */
export function describeManagementApi(): Record<string, unknown> {
  return describeApi(
    {
      title: 'Latchkey management API',
      description: 'Create, label, expire, restore and delete the API keys of an account.',
    },
    {
      idToken: {
        type: 'http',
        scheme: 'bearer',
        bearerFormat: 'JWT',
        description: 'An ID token of the user pool.',
      },
    },
    routes.map(({ id, method, path, function: name }) => {
      const isOpen = managementFunctions[name].openBecause !== undefined;
      const route = { id, method, path, operation: operations[id] };
      return isOpen ? route : { ...route, refusals: ['unauthenticated'] };
    }),
  );
}
