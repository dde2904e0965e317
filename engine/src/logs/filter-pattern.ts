import { isObject, type Json } from '../assembly/json.ts';

/** Whether a line of a log matches. */
export type LineFilter = (line: string) => boolean;

type Condition = (event: Json) => boolean;

/**
 * A filter pattern of CloudWatch Logs: empty, or a JSON pattern such as `{ ($.a != "-") || ($.b.c = "x*") }`.
 * @throws for any other: a filter must not let through less here than it does in AWS, or more
 */
export function parseFilterPattern(pattern: string): LineFilter {
  if (pattern.trim() === '') return () => true;
  const [, inner] = /^\s*\{(.*)\}\s*$/s.exec(pattern) ?? [];
  if (inner === undefined) throw unsupported(pattern);
  const tokens = inner.match(/\s*(\|\||&&|!=|=|\(|\)|\$[\w.]+|"(?:[^"\\]|\\.)*"|\S)/g) ?? [];
  const parser = new Parser(
    tokens.map((token) => token.trim()),
    pattern,
  );
  const condition = parser.parse();
  return (line) => {
    const event = parseLine(line);
    return event !== undefined && condition(event);
  };
}

class Parser {
  readonly #tokens: string[];
  readonly #pattern: string;

  constructor(tokens: string[], pattern: string) {
    this.#tokens = tokens;
    this.#pattern = pattern;
  }

  parse(): Condition {
    const condition = this.#any();
    if (this.#tokens.length > 0) throw unsupported(this.#pattern);
    return condition;
  }

  #any(): Condition {
    const options = [this.#all()];
    while (this.#takes('||')) options.push(this.#all());
    return (event) => options.some((option) => option(event));
  }

  #all(): Condition {
    const parts = [this.#one()];
    while (this.#takes('&&')) parts.push(this.#one());
    return (event) => parts.every((part) => part(event));
  }

  #one(): Condition {
    if (this.#takes('(')) {
      const inner = this.#any();
      if (!this.#takes(')')) throw unsupported(this.#pattern);
      return inner;
    }
    const [selector = '', operator = '', value = ''] = this.#tokens.splice(0, 3);
    if (!selector.startsWith('$.') || !/^!?=$/.test(operator) || !/^".*"$/s.test(value))
      throw unsupported(this.#pattern);
    const wanted = wildcard(value.slice(1, -1).replace(/\\(.)/g, '$1'));
    const names = selector.slice(2).split('.');
    return (event) => {
      const found = names.reduce<Json | undefined>(
        (holder, name) => (isObject(holder) ? holder[name] : undefined),
        event,
      );
      // What is not there matches neither way.
      return typeof found === 'string' && wanted.test(found) === (operator === '=');
    };
  }

  #takes(token: string): boolean {
    if (this.#tokens[0] !== token) return false;
    this.#tokens.shift();
    return true;
  }
}

function wildcard(text: string): RegExp {
  const escaped = text.replace(/[.+?^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${escaped.replaceAll('*', '.*')}$`, 's');
}

function parseLine(line: string): Json | undefined {
  try {
    return JSON.parse(line) as Json;
  } catch {
    return undefined;
  }
}

function unsupported(pattern: string): Error {
  return new Error(`the local engine does not support the filter pattern ${pattern}`);
}
