import type { ValidateFunction } from 'ajv';
import type { JsonObject } from '../assembly/json.ts';
import type { Exchange } from './exchange.ts';
import { evaluate } from './expressions.ts';
import { GatewayError } from './gateway-error.ts';
import type { Method } from './rest-api.ts';

/** Applies the method's request validator. @throws BAD_REQUEST_PARAMETERS, BAD_REQUEST_BODY */
export async function validateRequest(method: Method, exchange: Exchange): Promise<void> {
  const missing = method.requiredParameters.filter((name) => !evaluate(name, exchange));
  if (missing.length > 0) {
    const names = missing.map((name) => name.split('.').slice(3).join('.')).join(', ');
    const message = `Missing required request parameters: [${names}]`;
    throw new GatewayError('BAD_REQUEST_PARAMETERS', { message, validation: message });
  }
  if (method.bodySchemas !== undefined) await validateBody(method.bodySchemas, exchange);
}

async function validateBody(
  schemas: Readonly<Record<string, JsonObject>>,
  { request }: Exchange,
): Promise<void> {
  const type =
    (request.header('content-type') ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
  // A type without a model is not validated. The integration decides whether to accept it.
  const schema = schemas[type];
  if (schema === undefined) return;
  const errors = await schemaErrors(schema, request.body.toString());
  if (errors !== undefined) throw new GatewayError('BAD_REQUEST_BODY', { validation: errors });
}

// Compiling takes a while, and so does loading the compiler, which most APIs don't need.
const validators = new WeakMap<JsonObject, ValidateFunction>();

async function validatorOf(schema: JsonObject): Promise<ValidateFunction> {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  // API Gateway's models are JSON schemas of draft 4.
  const { default: ajvDraft04 } = await import('ajv-draft-04');
  const validator = new ajvDraft04.default({ strict: false, allErrors: true, logger: false }).compile(schema);
  validators.set(schema, validator);
  return validator;
}

async function schemaErrors(schema: JsonObject, body: string): Promise<string | undefined> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return '[Invalid JSON]';
  }
  const validate = await validatorOf(schema);
  if (validate(value)) return undefined;
  const errors = (validate.errors ?? []).map(({ instancePath, message }) =>
    `${instancePath} ${message}`.trim(),
  );
  return `[${errors.join(', ')}]`;
}
