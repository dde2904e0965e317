import { useQuery } from '@tanstack/react-query';
import type { OpenAPISpec, SampleSchema } from './openapi-types.ts';

/** The API's own description, which needs no sign-in. */
export function useOpenApi() {
  return useQuery({
    queryKey: ['openapi'],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () => {
      const response = await fetch('/api/v1/openapi.json');
      if (!response.ok) throw new Error(`openapi.json: ${response.status}`);
      return (await response.json()) as OpenAPISpec;
    },
  });
}

/** A field of a body: one line of its table. */
export interface FieldLine {
  readonly name: string;
  readonly type: string;
  readonly isRequired: boolean;
  readonly description: string;
}

function resolve(schema: SampleSchema | undefined, spec: OpenAPISpec): SampleSchema {
  const name = schema?.$ref?.match(/^#\/components\/schemas\/(.+)$/)?.[1];
  return (name === undefined ? schema : spec.components.schemas[name]) ?? {};
}

export function fieldsOf(schema: SampleSchema, spec: OpenAPISpec): FieldLine[] {
  const whole = resolve(schema, spec);
  return Object.entries(whole.properties ?? {}).map(([name, property]) => {
    const field = resolve(property, spec);
    return {
      name,
      type: typeOf(property, spec),
      isRequired: whole.required?.includes(name) ?? false,
      description:
        field.description ?? field.anyOf?.find(({ description }) => description)?.description ?? '',
    };
  });
}

function typeOf(property: SampleSchema, spec: OpenAPISpec): string {
  const schema = resolve(property, spec);
  if (schema.anyOf) return [...new Set(schema.anyOf.map((one) => typeOf(one, spec)))].join(' or ');
  if (schema.enum) return schema.enum.map((value) => JSON.stringify(value)).join(' | ');
  if (schema.type === 'array') return `list of ${typeOf(schema.items ?? {}, spec)}`;
  const name = property.$ref?.split('/').at(-1);
  return name ?? [schema.type].flat().join(' or ') + (schema.format ? ` (${schema.format})` : '');
}
