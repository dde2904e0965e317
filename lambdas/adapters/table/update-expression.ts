/** `T` with every property allowed to be undefined, which asks for its removal. */
export type Undefinable<T> = { [P in keyof T]?: T[P] | undefined };

/** An UpdateExpression with the names and values that it refers to. */
export interface UpdateExpression {
  expression: string;
  names: Record<string, string>;
  values: Record<string, unknown>;
}

/**
 * The update that sets each attribute that has a value and removes each that is undefined. Names and values
 * carry the attribute's own name, behind `#` and `:`.
 */
export function buildUpdateExpression(attributes: Record<string, unknown>): UpdateExpression {
  const entries = Object.entries(attributes);
  const set = entries.filter(([, value]) => value !== undefined);
  const remove = entries.filter(([, value]) => value === undefined);
  const clauses = [
    set.length > 0 ? `SET ${set.map(([name]) => `#${name} = :${name}`).join(', ')}` : '',
    remove.length > 0 ? `REMOVE ${remove.map(([name]) => `#${name}`).join(', ')}` : '',
  ];
  return {
    expression: clauses.filter((clause) => clause !== '').join(' '),
    names: Object.fromEntries(entries.map(([name]) => [`#${name}`, name])),
    values: Object.fromEntries(set.map(([name, value]) => [`:${name}`, value])),
  };
}
