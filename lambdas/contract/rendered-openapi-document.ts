import document from './openapi.json' with { type: 'json' };

/**
 * What `describeManagementApi` of openapi-document.ts returned when `npm run generate` last ran, so that the
 * function that sends it need not load the schemas to build it. `npm run check` fails when it is stale.
 */
export function describeManagementApi(): Record<string, unknown> {
  return document;
}
