import * as z from 'zod/mini';
import { type ProblemCode, problemCatalogue, saysWhenToRetry } from '../core/problem-catalogue.ts';
import type { OperationContract } from './operations.ts';
import * as operatorSchemas from './operator-schemas.ts';
import * as requestSchemas from './request-schemas.ts';
import * as responseSchemas from './response-schemas.ts';
import { trailBody, trailLineBody } from './trail-schemas.ts';

/** What the names in paths stand for. */
const pathParameters: Readonly<Record<string, string>> = {
  accessKey: 'The access key of the key.',
  accountId: 'The id of the account: the first 12 characters of its access keys.',
  externalId: 'Your own name for the user.',
  sub: 'The sub of the sign-in.',
};

/** Problems that any call may return. */
const anyProblems = ['rate_limited', 'internal_error', 'unavailable'] as const;

/** A call with what its document says about it. */
export interface DescribedRoute {
  id: string;
  method: string;
  path: string;
  operation: OperationContract;
  /** The problem for callers who may not make it; absent: anybody may. */
  refusals?: readonly ProblemCode[];
}

/** An OpenAPI 3.1 document of these calls, generated from the schemas that validate their requests. */
export function describeApi(
  { title, description }: { title: string; description: string },
  securitySchemes: Record<string, Record<string, unknown>>,
  described: readonly DescribedRoute[],
): Record<string, unknown> {
  const paths = describePaths(described);
  return {
    openapi: '3.1.0',
    info: { title, version: '1', description, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    security: Object.keys(securitySchemes).map((name) => ({ [name]: [] })),
    paths,
    components: { securitySchemes, schemas: describeSchemas(paths) },
  };
}

/** The named schemas that the paths refer to, themselves or through others. */
function describeSchemas(paths: unknown): Record<string, unknown> {
  const schemas = { ...namedSchemas(requests, 'input'), ...namedSchemas(bodies, 'output') };
  const named = new Set<string>();
  const follow = (value: unknown) => {
    for (const [, name = ''] of JSON.stringify(value).matchAll(/"#\/components\/schemas\/(\w+)"/g)) {
      if (named.has(name)) continue;
      named.add(name);
      follow(schemas[name]);
    }
  };
  follow(paths);
  return Object.fromEntries(Object.entries(schemas).filter(([name]) => named.has(name)));
}

function describePaths(described: readonly DescribedRoute[]): Record<string, Record<string, unknown>> {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of described) {
    paths[route.path] = { ...paths[route.path], [route.method.toLowerCase()]: describeOperation(route) };
  }
  return paths;
}

function describeOperation({ id, path, operation, refusals }: DescribedRoute): Record<string, unknown> {
  const { summary, description, request, isBodyOptional = false, responses, problems } = operation;
  const parameters = describeParameters(path, operation);
  const isOpen = refusals === undefined;
  const codes: ProblemCode[] = [...problems, ...(refusals ?? []), ...anyProblems];
  return {
    operationId: id,
    summary,
    ...(description && { description }),
    ...(isOpen && { security: [] }),
    ...(parameters.length > 0 && { parameters }),
    ...(request && {
      requestBody: {
        required: !isBodyOptional,
        content: { 'application/json': { schema: refer(request) } },
      },
    }),
    responses: {
      ...Object.fromEntries(
        Object.entries(responses).map(([status, response]) => [status, describeResponse(response)]),
      ),
      ...describeProblems(codes),
    },
  };
}

function describeParameters(
  path: string,
  { query, ifMatch, idempotencyKey }: OperationContract,
): Record<string, unknown>[] {
  const text = { type: 'string' };
  return [
    ...[...path.matchAll(/\{(\w+)\}/g)].map(([, name = '']) => ({
      name,
      in: 'path',
      required: true,
      description: pathParameters[name],
      schema: text,
    })),
    ...Object.entries(query?.shape ?? {}).map(([name, schema]) => ({
      name,
      in: 'query',
      schema: toSchema(schema as z.ZodMiniType, 'input'),
    })),
    ...(ifMatch
      ? [
          {
            name: 'If-Match',
            in: 'header',
            description:
              'The ETag of the key when you read it. The change is refused if the key has changed since.',
            schema: text,
          },
        ]
      : []),
    ...(idempotencyKey
      ? [
          {
            name: 'Idempotency-Key',
            in: 'header',
            description:
              'A random value of your own for this request, 16 to 255 printable ASCII characters, bare or in double quotes. Send the same one to repeat the request after a lost response.',
            schema: text,
          },
        ]
      : []),
  ];
}

function describeResponse(response: OperationContract['responses'][number]): Record<string, unknown> {
  const header = (description: string) => ({ description, schema: { type: 'string' } });
  return {
    description: response.description,
    ...((response.etag || response.location || response.replayed || response.retryAfter) && {
      headers: {
        ...(response.etag && { ETag: header('The version of the key, for If-Match.') }),
        ...(response.retryAfter && { 'Retry-After': header('Seconds until the call is worth repeating.') }),
        ...(response.location && { Location: header('The path of the key.') }),
        ...(response.replayed && {
          'Idempotent-Replayed': header('`true` if the request was carried out before; absent otherwise.'),
        }),
      },
    }),
    ...(response.body && { content: describeContent(response.body) }),
  };
}

function describeContent(body: z.ZodMiniType | 'html'): Record<string, unknown> {
  return body === 'html'
    ? { 'text/html': { schema: { type: 'string' } } }
    : { 'application/json': { schema: refer(body) } };
}

/** One response per status, with every code that it can have. */
function describeProblems(codes: readonly ProblemCode[]): Record<string, unknown> {
  const byStatus = Map.groupBy(codes, (code) => problemCatalogue[code].status);
  return Object.fromEntries(
    [...byStatus].map(([status, group]) => [
      status,
      {
        description: group.map((code) => `\`${code}\`: ${problemCatalogue[code].title}.`).join(' '),
        ...(saysWhenToRetry(status) && {
          headers: {
            'Retry-After': {
              description: 'Seconds to wait before the next try.',
              schema: { type: 'integer' },
            },
          },
        }),
        content: { 'application/problem+json': { schema: refer(responseSchemas.problemBody) } },
      },
    ]),
  );
}

/** The schemas that are named components; other schemas refer to them by `$ref`. */
const requests = z
  .registry<{ id: string }>()
  .add(requestSchemas.updateAccountRequest, { id: 'UpdateAccountRequest' })
  .add(requestSchemas.createKeyRequest, { id: 'CreateKeyRequest' })
  .add(requestSchemas.updateKeyRequest, { id: 'UpdateKeyRequest' })
  .add(requestSchemas.rotateKeyRequest, { id: 'RotateKeyRequest' })
  .add(operatorSchemas.provisionAccountRequest, { id: 'ProvisionAccountRequest' });
const bodies = z
  .registry<{ id: string }>()
  .add(responseSchemas.accountBody, { id: 'Account' })
  .add(responseSchemas.existingAccountBody, { id: 'ExistingAccount' })
  .add(responseSchemas.newAccountBody, { id: 'NewAccount' })
  .add(responseSchemas.keyBody, { id: 'Key' })
  .add(responseSchemas.newKeyBody, { id: 'NewKey' })
  .add(responseSchemas.listedKeyBody, { id: 'ListedKey' })
  .add(responseSchemas.rotationBody, { id: 'Rotation' })
  .add(responseSchemas.newRotationBody, { id: 'NewRotation' })
  .add(responseSchemas.keyListBody, { id: 'KeyList' })
  .add(responseSchemas.keyUsageBody, { id: 'KeyUsage' })
  .add(responseSchemas.usageBody, { id: 'Usage' })
  .add(responseSchemas.deliveryBody, { id: 'Delivery' })
  .add(responseSchemas.noticesBody, { id: 'Notices' })
  .add(responseSchemas.sentNoticeBody, { id: 'SentNotice' })
  .add(responseSchemas.noticeLogBody, { id: 'NoticeLog' })
  .add(trailLineBody, { id: 'TrailLine' })
  .add(trailBody, { id: 'Trail' })
  .add(operatorSchemas.operatorAccountBody, { id: 'OperatorAccount' })
  .add(operatorSchemas.foundAccountsBody, { id: 'FoundAccounts' })
  .add(operatorSchemas.dueNoticesBody, { id: 'DueNotices' })
  .add(operatorSchemas.provisionedAccountBody, { id: 'ProvisionedAccount' })
  .add(operatorSchemas.newProvisionedAccountBody, { id: 'NewProvisionedAccount' })
  .add(responseSchemas.problemBody, { id: 'Problem' });

const pathOfSchema = (name: string) => `#/components/schemas/${name}`;

function namedSchemas(registry: typeof bodies, io: 'input' | 'output'): Record<string, unknown> {
  const { schemas: named } = z.toJSONSchema(registry, { io, uri: pathOfSchema, override: keepExamples });
  return Object.fromEntries(Object.entries(named).map(([name, schema]) => [name, withoutIds(schema)]));
}

function refer(schema: z.ZodMiniType): Record<string, unknown> {
  const name = (requests.get(schema) ?? bodies.get(schema))?.id;
  return name === undefined ? toSchema(schema) : { $ref: pathOfSchema(name) };
}

function toSchema(schema: z.ZodMiniType, io: 'input' | 'output' = 'output'): Record<string, unknown> {
  return withoutIds(z.toJSONSchema(schema, { io, override: keepExamples }));
}

/** Zod drops the examples of a transformed field, as they could be results; ours are what a client sends. */
const keepExamples: NonNullable<z.core.ToJSONSchemaParams['override']> = ({ zodSchema, jsonSchema }) => {
  const examples = z.globalRegistry.get(zodSchema)?.examples;
  if (Array.isArray(examples)) Object.assign(jsonSchema, { examples });
};

/** A schema within a document needs no identifiers of its own. */
function withoutIds({ $schema: _, $id: __, ...schema }: Record<string, unknown>): Record<string, unknown> {
  return schema;
}
