/** What a CloudFormation template is made of. */
export type Json = null | boolean | number | string | Json[] | JsonObject;
export type JsonObject = { [key: string]: Json };

export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws when the text is not a JSON object; `where` names it in the message */
export function parseObject(text: string, where: string): JsonObject {
  const value: unknown = JSON.parse(text);
  if (!isObject(value)) throw new Error(`${where} is not a JSON object`);
  return value;
}

/** Templates may write the same scalar as a string, a number or a boolean. */
export function scalarText(value: Json | undefined): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

/** A map of scalars as texts; anything else in it is left out. */
export function textsOf(value: Json | undefined): Record<string, string> {
  const entries = isObject(value) ? Object.entries(value) : [];
  return Object.fromEntries(
    entries.flatMap(([key, item]) => {
      const text = scalarText(item);
      return text === undefined ? [] : [[key, text]];
    }),
  );
}
