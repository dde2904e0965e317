/** The method for a request. Parameters are percent-encoded, as they were sent. */
export interface RouteMatch<T> {
  readonly method: T;
  readonly rawParameters: Readonly<Record<string, string>>;
  /** The name of the greedy one among them, which AWS doesn't decode. */
  readonly greedyParameter?: string;
}

interface Node<T> {
  readonly literals: Map<string, Node<T>>;
  parameter: { readonly name: string; readonly node: Node<T> } | undefined;
  greedy: { readonly name: string; readonly node: Node<T> } | undefined;
  readonly methods: Map<string, T>;
}

/**
 * The resources of a REST API. The most specific one wins: a literal part before `{parameter}` before
 * `{greedy+}`, from left to right. A resource that lacks the request's method counts as absent: the search
 * goes on (recorded on AWS).
 */
export class RouteTree<T> {
  readonly #root: Node<T> = emptyNode();

  /** @param path such as `/v1/keys/{accessKey}` or `/{proxy+}` */
  add(path: string, httpMethod: string, method: T): void {
    let node = this.#root;
    for (const part of path.split('/').filter((text) => text !== '')) node = child(node, part);
    node.methods.set(httpMethod, method);
  }

  /** Every method of every resource. */
  values(): T[] {
    return collect(this.#root);
  }

  /** @param path percent-encoded; a trailing slash makes no difference, and is in no parameter's value */
  match(path: string, httpMethod: string): RouteMatch<T> | undefined {
    const parts = path.split('/').slice(1);
    if (parts.at(-1) === '' && parts.length > 0) parts.pop();
    return find(this.#root, { parts, httpMethod }, 0);
  }
}

/** The percent-decoded text; undefined if it is malformed or not UTF-8. */
export function decodePart(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

// API Gateway's methods; ANY stands for these and no others.
const anyMethods = new Set(['DELETE', 'GET', 'HEAD', 'OPTIONS', 'PATCH', 'POST', 'PUT']);

interface Wanted {
  readonly parts: readonly string[];
  readonly httpMethod: string;
}

function find<T>(node: Node<T>, wanted: Wanted, at: number): RouteMatch<T> | undefined {
  const part = wanted.parts[at];
  if (part === undefined) {
    const method = methodOf(node, wanted);
    return method === undefined ? undefined : { method, rawParameters: {} };
  }
  const literal = node.literals.get(decodePart(part) ?? part);
  const byLiteral = literal && find(literal, wanted, at + 1);
  if (byLiteral !== undefined) return byLiteral;
  if (node.parameter !== undefined && part !== '') {
    const match = find(node.parameter.node, wanted, at + 1);
    if (match !== undefined)
      return { ...match, rawParameters: { ...match.rawParameters, [node.parameter.name]: part } };
  }
  if (node.greedy === undefined) return undefined;
  const rest = wanted.parts.slice(at).join('/');
  const method = methodOf(node.greedy.node, wanted);
  if (rest === '' || method === undefined) return undefined;
  return { method, rawParameters: { [node.greedy.name]: rest }, greedyParameter: node.greedy.name };
}

function methodOf<T>({ methods }: Node<T>, { httpMethod }: Wanted): T | undefined {
  return methods.get(httpMethod) ?? (anyMethods.has(httpMethod) ? methods.get('ANY') : undefined);
}

function collect<T>(node: Node<T>): T[] {
  const children = [...node.literals.values(), node.parameter?.node, node.greedy?.node];
  return [...node.methods.values(), ...children.flatMap((next) => (next === undefined ? [] : collect(next)))];
}

function child<T>(node: Node<T>, part: string): Node<T> {
  const greedy = part.match(/^\{(.+)\+\}$/)?.[1];
  if (greedy !== undefined) {
    node.greedy ??= { name: greedy, node: emptyNode() };
    return node.greedy.node;
  }
  const parameter = part.match(/^\{(.+)\}$/)?.[1];
  if (parameter !== undefined) {
    node.parameter ??= { name: parameter, node: emptyNode() };
    return node.parameter.node;
  }
  const next = node.literals.get(part) ?? emptyNode<T>();
  node.literals.set(part, next);
  return next;
}

function emptyNode<T>(): Node<T> {
  return { literals: new Map(), parameter: undefined, greedy: undefined, methods: new Map() };
}
