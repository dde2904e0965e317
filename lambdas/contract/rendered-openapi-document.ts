import document from './openapi.json' with { type: 'json' };

/**
 * What `describeManagementApi` of openapi-document.ts returned when `npm run render:openapi` was last run, so that the function which
 * sends it need not load the schemas to make it. A test holds both to be the same.
 */
export function describeManagementApi(): Record<string, unknown> {
  return document;
}
