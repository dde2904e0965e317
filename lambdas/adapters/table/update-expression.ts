/** `T` with every property allowed to be undefined, which asks for its removal. */
export type Undefinable<T> = { [P in keyof T]?: T[P] | undefined };

/**
 * The parts of an UpdateItem that sets each attribute which has a value and removes each that is undefined. Names and values
 * carry the attribute's own name, behind `#` and `:`.
 */
export function describeChanges(attributes: Record<string, unknown>): {
  set: string;
  remove: string;
  names: Record<string, string>;
  values: Record<string, unknown>;
} {
  const entries = Object.entries(attributes);
  const set = entries.filter(([, value]) => value !== undefined);
  const remove = entries.filter(([, value]) => value === undefined);
  return {
    set: set.length > 0 ? `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}` : '',
    remove: remove.length > 0 ? ` REMOVE ${remove.map(([name]) => `#${name}`).join(', ')}` : '',
    names: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
  };
}
