import type { Exchange } from './exchange.ts';
import { fillIn } from './expressions.ts';
import { GatewayError } from './gateway-error.ts';

/** The text of a mapping template, and the response headers that it sets. */
export interface Rendered {
  readonly text: string;
  readonly headers: readonly (readonly [string, string])[];
}

/**
 * Renders the part of the Velocity Template Language that the CDK itself writes for preflight requests from
 * several origins: `#set`, `#if`/`#elseif`/`#else`/`#end` with `==`, `!=` and `||`,
 * `$input.params().header.get("name")`, and `$context`.
 * @throws API_CONFIGURATION_ERROR on anything else
 */
export function renderVtl(template: string, exchange: Exchange): Rendered {
  const variables = new Map<string, string>();
  const headers: [string, string][] = [];
  const output: string[] = [];
  // For each open #if: whether its current branch is taken, and whether one has been.
  const branches: { taken: boolean; done: boolean }[] = [];
  const isLive = () => branches.every((branch) => branch.taken);

  for (const line of template.split('\n')) {
    const [, directive, argument = ''] =
      line.trim().match(/^#(set|if|elseif|else|end)\b\s*(?:\((.*)\))?$/) ?? [];
    const branch = branches.at(-1);
    if (directive === 'if') {
      const taken = isLive() && holds(argument);
      branches.push({ taken, done: taken });
    } else if (directive === 'elseif' && branch !== undefined) {
      branch.taken = false;
      branch.taken = isLiveOutside() && !branch.done && holds(argument);
      branch.done ||= branch.taken;
    } else if (directive === 'else' && branch !== undefined) {
      branch.taken = !branch.done;
      branch.done = true;
    } else if (directive === 'end') branches.pop();
    else if (!isLive()) continue;
    else if (directive === 'set') set(argument);
    else if (line.trim().startsWith('#')) throw unsupported(line);
    else output.push(fillIn(line, exchange));
  }
  return { text: output.join('\n').trim(), headers };

  function isLiveOutside(): boolean {
    return branches.slice(0, -1).every((branch) => branch.taken);
  }

  function holds(condition: string): boolean {
    return condition.split('||').some((part) => {
      const [, left = '', operator, right = ''] = part.trim().match(/^(.+?)\s*(==|!=)\s*(.+)$/) ?? [];
      if (operator === undefined) throw unsupported(condition);
      return (value(left) === value(right)) === (operator === '==');
    });
  }

  function set(argument: string): void {
    const [, target = '', expression = ''] = argument.match(/^\$([\w.-]+)\s*=\s*(.+)$/) ?? [];
    const header = target.match(/^context\.responseOverride\.header\.(.+)$/)?.[1];
    if (header !== undefined) headers.push([header, value(expression)]);
    else if (/^\w+$/.test(target)) variables.set(target, value(expression));
    else throw unsupported(argument);
  }

  function value(expression: string): string {
    const text = expression.trim();
    const literal = text.match(/^"([^"]*)"$|^'([^']*)'$/);
    if (literal !== null) return literal[1] ?? literal[2] ?? '';
    const header = text.match(/^\$input\.params\(\)\.header\.get\(["'](.+)["']\)$/)?.[1];
    // Velocity's map is case-sensitive. Templates ask for each spelling that they expect.
    if (header !== undefined)
      return exchange.request.headers.findLast(([name]) => name === header)?.[1] ?? '';
    const variable = text.match(/^\$(\w+)$/)?.[1];
    if (variable !== undefined) return variables.get(variable) ?? '';
    const context = text.match(/^\$context\.([\w.-]+)$/)?.[1];
    if (context !== undefined) return exchange.context(context) ?? '';
    throw unsupported(text);
  }
}

function unsupported(text: string): GatewayError {
  return new GatewayError('API_CONFIGURATION_ERROR', {
    cause: `the local engine does not support this Velocity: ${text.trim()}`,
  });
}
