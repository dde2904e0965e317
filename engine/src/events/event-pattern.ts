import { isObject, type Json, type JsonObject } from '../assembly/json.ts';

/**
 * Whether an event matches the pattern of an EventBridge rule: every field of the pattern must match, and a
 * field lists alternatives. Exact values and `prefix` are supported. Anything else matches nothing, so that a
 * rule never matches more here than it does in AWS.
 */
export function matchesPattern(pattern: JsonObject, event: JsonObject): boolean {
  const fields = Object.entries(pattern);
  return fields.length > 0 && fields.every(([name, wanted]) => matchesField(wanted, event[name]));
}

function matchesField(wanted: Json, found: Json | undefined): boolean {
  if (Array.isArray(wanted)) {
    // If the event has a list, one matching item is enough.
    const values = Array.isArray(found) ? found : [found];
    return wanted.some((alternative) => values.some((value) => matchesValue(alternative, value)));
  }
  return isObject(wanted) && isObject(found) && matchesPattern(wanted, found);
}

function matchesValue(alternative: Json, value: Json | undefined): boolean {
  if (!isObject(alternative)) return !Array.isArray(alternative) && alternative === value;
  const { prefix, ...others } = alternative;
  return (
    typeof prefix === 'string' &&
    Object.keys(others).length === 0 &&
    typeof value === 'string' &&
    value.startsWith(prefix)
  );
}
