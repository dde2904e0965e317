import { describeManagementApi } from '#openapi-document';

const body = JSON.stringify(describeManagementApi());

/**
 * The description of the management API, which anybody may read, from pages of any origin. It has one answer and cannot fail, so it
 * goes without the middy stack of the other functions, which would be most of its cold start.
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
