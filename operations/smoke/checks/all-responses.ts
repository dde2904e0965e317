import { type CheckGroup, codeOf, field, Surprise } from '../check.ts';
import type { Exchange, Walk } from '../walk.ts';

/** What must hold for every response of the run, checked on those that came. */
export const allResponseChecks: CheckGroup = {
  title: 'All responses together',
  checks: [
    {
      id: 'problem-documents',
      title: 'Errors',
      expected: 'problem documents with status, code and requestId',
      run: async (walk) => look(ownResponses(walk).filter(isError), isProblem, 'problem documents'),
    },
    {
      id: 'challenges',
      title: 'Every 401',
      expected: 'WWW-Authenticate: Bearer; at the gateway Basic too',
      run: async (walk) =>
        look(ownResponses(walk).filter(isUnauthorized(walk)), isChallenge, 'with WWW-Authenticate'),
    },
    {
      id: 'no-store',
      title: 'Responses about accounts and keys',
      expected: 'Cache-Control: no-store',
      run: async (walk) => look(ownResponses(walk), isNotStored, 'with no-store'),
    },
    {
      id: 'secrets-shown-once',
      title: 'Secrets',
      expected: 'only in the responses that create them',
      run: async (walk) => {
        const others = ownResponses(walk).filter(({ response }) => response.status !== 201);
        const hides = ({ response }: Exchange) =>
          !walk.secrets.some((secret) => response.text.includes(secret)) && !hasField(response.json);
        return look(others, hides, 'without a secret');
      },
    },
  ],
};

/**
 * Latchkey's own responses. Those of the upstream, and API Gateway's own to a body beyond its limit, are not.
 */
function ownResponses({ exchanges, options }: Walk): Exchange[] {
  return exchanges.filter(
    ({ from, method, path, response, checkId }) =>
      from !== 'portal' &&
      method !== 'OPTIONS' &&
      !path.endsWith('/openapi.json') &&
      !checkId.endsWith('huge-body') &&
      !(
        options.echo !== null &&
        from === 'gateway' &&
        path.includes(options.echo) &&
        codeOf(response) === undefined
      ),
  );
}

/** @throws Surprise that names the first of those for which it does not hold */
function look(exchanges: Exchange[], holds: (exchange: Exchange) => boolean, what: string): string {
  const odd = exchanges.filter((exchange) => !holds(exchange));
  const [first] = odd;
  if (!first) return `${exchanges.length} of ${exchanges.length} ${what}`;
  const where = `${first.method} ${first.path} ${first.response.status}`;
  throw new Surprise(
    `${odd.length} of ${exchanges.length} not ${what}: first ${where} (in ${first.checkId})`,
  );
}

const isError = ({ response }: Exchange) => response.status >= 400;
const isNotStored = ({ response }: Exchange) =>
  /\bno-store\b/.test(response.headers.get('cache-control') ?? '');

/**
 * But for whoami's own about a key that was deleted while the cache lets it in: API Gateway renames the
 * header in a function's responses.
 */
const isUnauthorized =
  ({ isCached }: Walk) =>
  ({ response, checkId }: Exchange) =>
    response.status === 401 && !(isCached && checkId === 'deleted');

function isProblem({ response }: Exchange): boolean {
  const { json, status, headers } = response;
  const texts = ['type', 'title', 'detail', 'code', 'requestId'].map((name) => field(json, name));
  return (
    /^application\/problem\+json\b/.test(headers.get('content-type') ?? '') &&
    field(json, 'status') === status &&
    texts.every((text) => typeof text === 'string' && text !== '')
  );
}

function isChallenge({ from, response }: Exchange): boolean {
  const schemes = response.headers.get('www-authenticate') ?? '';
  return /\bBearer\b/.test(schemes) && (from === 'management' || /\bBasic\b/.test(schemes));
}

function hasField(value: unknown): boolean {
  if (Array.isArray(value)) return value.some(hasField);
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).some(
    ([name, inner]) => name === 'secretKey' || name === 'token' || hasField(inner),
  );
}
