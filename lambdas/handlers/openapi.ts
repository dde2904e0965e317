import { describeManagementApi } from '#openapi-document';

const body = JSON.stringify(describeManagementApi());

/**
 * The description of the management API, public and readable from any origin. It has one response and cannot
 * fail, so it does without the middy stack of the other functions, which would be most of its cold start.
 */
export const handler = async () => ({
  statusCode: 200,
  headers: {
    'content-type': 'application/json',
    'cache-control': 'public, max-age=300',
    'access-control-allow-origin': '*',
  },
  body,
});
