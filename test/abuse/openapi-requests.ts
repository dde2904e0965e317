import type { SeededRandom } from '../support/seeded-random.ts';

interface Schema {
  $ref?: string;
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  anyOf?: Schema[];
  enum?: unknown[];
  examples?: unknown[];
}

interface OperationObject {
  parameters?: { name: string; in: string; schema?: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
  responses: Record<string, unknown>;
}

export interface FuzzedCall {
  method: string;
  path: string;
  headers: Record<string, string>;
  body?: string;
}

export interface FuzzedOperation {
  /** The statuses that the document promises. */
  statuses: Set<string>;
  /** @param existing for each parameter of paths, values that lead to something */
  request(random: SeededRandom, existing: Existing): FuzzedCall;
}

export type Existing = Readonly<Record<string, readonly string[]>>;

const oddTexts = [
  ...[
    '',
    ' ',
    '\u0000',
    '\ud800',
    '\u202e',
    '🔑',
    'x'.repeat(81),
    'x'.repeat(2_000),
    '../..',
    '%2e%2e',
    "'; --",
  ],
  ...[
    '2027-02-30',
    '2027-03-31',
    '9999-12-31T23:59:59Z',
    '10000-01-01',
    '2090-01-01T00:00:00+99:99',
    'Mars/Olympus',
  ],
  ...['__proto__', '{{7*7}}', '$%7Bjndi:ldap://x}', '"', '\\', '\r\nx: y', '-1', '1e9', 'NaN', 'active'],
];
const oddValues = [null, true, 0, -1, 1e308, 0.1, [], {}, [[[]]], [null], { a: { b: {} } }, 2 ** 60];

/** Makes requests of an OpenAPI document: mostly right, with something wrong in most of them. */
export function openapi(document: unknown): FuzzedOperation[] {
  // The document is the product's own; a test of the contract holds it against the schema of OpenAPI.
  const { paths, components } = document as {
    paths: Record<string, Record<string, OperationObject>>;
    components: { schemas: Record<string, Schema> };
  };
  const resolve = (schema: Schema | undefined): Schema | undefined =>
    schema?.$ref === undefined ? schema : components.schemas[schema.$ref.split('/').at(-1) ?? ''];
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods)
      .filter(([method]) => ['get', 'put', 'post', 'patch', 'delete'].includes(method))
      .map(([method, operation]) => ({
        statuses: new Set(Object.keys(operation.responses)),
        request: (random, existing) => {
          const body = resolve(Object.values(operation.requestBody?.content ?? {})[0]?.schema);
          return makeCall(random, method.toUpperCase(), path, { operation, body }, existing);
        },
      })),
  );
}

function makeCall(
  random: SeededRandom,
  method: string,
  path: string,
  { operation, body: schema }: { operation: OperationObject; body: Schema | undefined },
  existing: Existing,
): FuzzedCall {
  const filled = path.replace(/\{(\w+)\}/g, (_, name: string) => {
    const values = existing[name] ?? [];
    return values.length > 0 && random.chance(0.7)
      ? random.pick(values)
      : encodeURIComponent(wellFormed(random.pick(oddTexts)));
  });
  const query = (operation.parameters ?? [])
    .filter((parameter) => parameter.in === 'query' && random.chance(0.6))
    .map(
      ({ name, schema = {} }) =>
        `${name}=${encodeURIComponent(wellFormed(String(makeValue(random, schema))))}`,
    );
  if (random.chance(0.1))
    query.push(random.pick(['%zz', 'a[]=1', 'limit=1&limit=2', '=', 'cursor=%00', '__proto__=1']));
  const hasBody = schema !== undefined ? random.chance(0.95) : random.chance(0.1);
  const call: FuzzedCall = {
    method: random.chance(0.03) ? random.pick(['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD']) : method,
    path: filled + (query.length > 0 ? `?${query.join('&')}` : ''),
    headers: {},
  };
  if (random.chance(0.2)) {
    call.headers['if-match'] = random.pick([
      '"1"',
      '*',
      'W/"1"',
      '"',
      '1',
      '"999999999999999999"',
      '"1", "2"',
      '""',
    ]);
  }
  if (method === 'POST' && random.chance(0.4)) {
    call.headers['idempotency-key'] = random.pick([
      'the same key for all of them',
      `a key of its own ${random.integer(1_000)}`,
      '"the same key for all of them"',
      'too short',
      '"',
      'x'.repeat(256),
    ]);
  }
  if (!hasBody) return call;
  call.headers['content-type'] = random.chance(0.95)
    ? 'application/json'
    : random.pick(['text/xml', '', 'application/json;charset=utf-16', '*/*']);
  const json = JSON.stringify(makeValue(random, schema ?? {}));
  call.body = random.chance(0.06) ? json.slice(0, random.integer(json.length + 1)) : json;
  return call;
}

/** A value of the schema, or here and there something else. */
function makeValue(random: SeededRandom, schema: Schema): unknown {
  if (random.chance(0.08)) return random.pick(oddValues);
  if (schema.anyOf) return makeValue(random, random.pick(schema.anyOf));
  if (schema.enum) return random.chance(0.8) ? random.pick(schema.enum) : random.pick(oddTexts);
  if (schema.examples && random.chance(0.6))
    return random.pick(schema.examples.map((value) => ({ value }))).value;
  if (schema.properties) {
    const entries = Object.entries(schema.properties)
      .filter(() => random.chance(0.7))
      .map(([name, property]) => [name, makeValue(random, property)] as const);
    const extra = random.chance(0.08) ? [[random.pick(oddTexts), random.pick(oddValues)] as const] : [];
    return Object.fromEntries([...entries, ...extra]);
  }
  if (schema.type === 'array') {
    return Array.from({ length: random.integer(7) }, () => makeValue(random, schema.items ?? {}));
  }
  if (schema.type === 'integer' || schema.type === 'number') return random.integer(120) - 10;
  if (schema.type === 'null') return null;
  return random.chance(0.5) ? `text ${random.integer(1_000)}` : random.pick(oddTexts);
}

/** Without halves of surrogate pairs, which no URL can hold. */
function wellFormed(text: string): string {
  return text.toWellFormed();
}
