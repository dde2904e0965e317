import { createApi } from './adapters/http/api.ts';
import { buildOpenApiDocument } from './contract/openapi-document.ts';

const document = buildOpenApiDocument();

export const handler = createApi({
  'GET /api/v1/openapi.json': async () => ({
    status: 200,
    body: document,
    headers: { 'cache-control': 'public, max-age=300' },
  }),
});
