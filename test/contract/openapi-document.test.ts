import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Validator } from '@seriousme/openapi-schema-validator';
import { describeManagementApi } from '../../lambdas/contract/openapi-document.ts';
import { describeOperatorApi } from '../../lambdas/contract/operator-openapi-document.ts';
import { operatorRoutes } from '../../lambdas/contract/operator-routes.ts';
import { managementFunctions, routes } from '../../lambdas/contract/routes.ts';

const document = JSON.parse(JSON.stringify(describeManagementApi()));

describe('the OpenAPI document', () => {
  it('is what the deployed function sends (else: npm run generate)', () => {
    const rendered = readFileSync(join(__dirname, '../../lambdas/contract/openapi.json'), 'utf8');
    expect(JSON.parse(rendered)).toEqual(document);
  });

  it('is valid OpenAPI 3.1', async () => {
    const validator = new Validator();
    expect(await validator.validate(document)).toEqual({ valid: true });
    expect(validator.version).toBe('3.1');
  });

  it('describes exactly the routes of the management API, and which of them need a sign-in', () => {
    const wanted = routes.map(({ method, path, function: name }) => ({
      route: `${method} ${path}`,
      needsSignIn: managementFunctions[name].openBecause === undefined,
    }));
    const described = Object.entries<Record<string, { security?: unknown[] }>>(document.paths).flatMap(
      ([path, operations]) =>
        Object.entries(operations).map(([method, { security }]) => ({
          route: `${method.toUpperCase()} ${path}`,
          needsSignIn: security?.length !== 0,
        })),
    );
    expect(new Set(described)).toEqual(new Set(wanted));
  });

  it('refuses unknown fields in every request', () => {
    const requests = Object.values<Record<string, { requestBody?: unknown }>>(document.paths)
      .flatMap((operations) => Object.values(operations))
      .flatMap(({ requestBody }) => (requestBody ? [resolve(requestBody)] : []));
    expect(requests.length).toBeGreaterThan(2);
    for (const request of requests) {
      expect(request).toHaveProperty(
        ['content', 'application/json', 'schema', 'additionalProperties'],
        false,
      );
    }
  });

  it('shows a secret only in the responses that create it', () => {
    const secretive: string[] = [];
    for (const [path, operations] of Object.entries<Record<string, { responses: Record<string, unknown> }>>(
      document.paths,
    )) {
      for (const [method, { responses }] of Object.entries(operations)) {
        for (const [status, response] of Object.entries(responses)) {
          if (JSON.stringify(resolve(response)).includes('"secretKey"'))
            secretive.push(`${method} ${path} ${status}`);
        }
      }
    }
    expect(secretive.sort()).toEqual([
      'post /api/v1/keys 201',
      'post /api/v1/keys/{accessKey}/rotations 201',
      'put /api/v1/account 201',
    ]);
  });
});

/** A part of the document with each reference replaced by what it leads to. */
function resolve(part: unknown): unknown {
  if (Array.isArray(part)) return part.map(resolve);
  if (typeof part !== 'object' || part === null) return part;
  if ('$ref' in part) return resolve(document.components.schemas[String(part.$ref).split('/').at(-1) ?? '']);
  return Object.fromEntries(Object.entries(part).map(([name, inner]) => [name, resolve(inner)]));
}

describe("the operator API's document", () => {
  const operator = JSON.parse(JSON.stringify(describeOperatorApi()));

  it('is valid OpenAPI 3.1, and describes exactly the routes of that API', async () => {
    expect(await new Validator().validate(operator)).toEqual({ valid: true });
    const described = Object.entries<Record<string, unknown>>(operator.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.toSorted()).toEqual(
      operatorRoutes.map(({ method, path }) => `${method} ${path}`).toSorted(),
    );
  });

  it('shows a secret only in responses of calls to provision', () => {
    const shapes = JSON.stringify(operator.components.schemas);
    expect(shapes).toContain('"secretKey"');
    for (const { method, path, use } of operatorRoutes) {
      const text = JSON.stringify(operator.paths[path][method.toLowerCase()].responses);
      if (/\/(New\w+)"/.test(text)) expect([path, use]).toEqual([path, 'provision']);
    }
  });
});
