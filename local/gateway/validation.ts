import ajvDraft04 from 'ajv-draft-04';
import type { JsonObject } from '../assembly/json.ts';
import type { Exchange } from './exchange.ts';
import { evaluate } from './expressions.ts';
import { Fault } from './faults.ts';
import type { Method } from './rest-api.ts';

/** Does what the method's request validator says. @throws BAD_REQUEST_PARAMETERS, BAD_REQUEST_BODY */
export function validateRequest(method: Method, exchange: Exchange): void {
  const missing = method.requiredParameters.filter((name) => !evaluate(name, exchange));
  if (missing.length > 0) {
    const names = missing.map((name) => name.split('.').slice(3).join('.')).join(', ');
    const message = `Missing required request parameters: [${names}]`;
    throw new Fault('BAD_REQUEST_PARAMETERS', { message, validation: message });
  }
  if (method.bodySchemas !== undefined) validateBody(method.bodySchemas, exchange);
}

function validateBody(schemas: Readonly<Record<string, JsonObject>>, { request }: Exchange): void {
  const type =
    (request.header('content-type') ?? 'application/json').split(';')[0]?.trim().toLowerCase() ?? '';
  // A type without a model is not validated; whether it is let through at all is the integration's affair.
  const schema = schemas[type];
  if (schema === undefined) return;
  const faults = schemaFaults(schema, request.body.toString());
  if (faults !== undefined) throw new Fault('BAD_REQUEST_BODY', { validation: faults });
}

// API Gateway's models are of JSON schema's draft 4.
const ajv = new ajvDraft04.default({ strict: false, allErrors: true, logger: false });

function schemaFaults(schema: JsonObject, body: string): string | undefined {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    return '[Invalid JSON]';
  }
  const validate = ajv.compile(schema);
  if (validate(value)) return undefined;
  return `[${(validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`.trim()).join(', ')}]`;
}
